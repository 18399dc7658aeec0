/** `npm run act -- WORKFLOW`: one workflow of the example on this machine, by act. See `npm run act -- --help`. */
import { randomUUID } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openIndex } from "@lablink-actions/action-kit";
import { listing, refusalMessage } from "@lablink-actions/release-core";
import {
  buildPackage,
  type EventName,
  eventNames,
  missingEngine,
  missingTools,
  pushImage,
  recordedEvent,
  registryAccount,
  startDeployment,
  startStateStore,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { checkOutExample, checkOutRepository, checkOutTag, registryLogin } from "./act/checkout.ts";
import { dispatchAt, eventAt } from "./act/event.ts";
import { examplePackages, startLocalServices, uploading } from "./act/local-services.ts";
import { clearLogs } from "./act/logs.ts";
import {
  cloneOf,
  example,
  packagesBefore,
  readRepository,
  type SourceRepository,
} from "./act/repository.ts";
import { runWorkflow } from "./act/run-workflow.ts";
import { describeStandIns } from "./act/stand-ins.ts";
import { assembleRelease, headCommit } from "./assemble-release.ts";

const usage = `npm run act -- WORKFLOW [--event NAME] [--environment NAME] [--input NAME=VALUE]…

  WORKFLOW        a file of the repository's .github/workflows, such as lablink-images
  --repository    the folder of a git repository, whose committed files are run with registry and index of this machine
                  (default: examples/lablink)
  --event         what starts it: ${eventNames.join(", ")}
                  (default: push-main, or a dispatch where there are inputs)
  --environment   the input of that name
  --input         any other input; may be given several times

Needs act, buildx, Docker, docker-registry, git, pypiserver and uv; for deployments moto and OpenTofu as well. Registry, index
and the store of states are started on 127.0.0.1, and go when the run ends. Nothing is read from GitHub, and nothing is published.`;

const allocatorImage = "talmolab/lablink-allocator-image";

/** Progress, and the log of the run. */
const say = (line: string) => console.log(line);

async function act(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      repository: { type: "string" },
      event: { type: "string" },
      environment: { type: "string" },
      input: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  const [workflow] = positionals;
  if (values.help) return say(usage);
  if (workflow === undefined) throw new Error(usage);
  const inputs = readInputs(values.input, values.environment);
  const isDispatch = Object.keys(inputs).length > 0;
  const event = readEvent(values.event ?? (isDispatch ? "dispatch" : "push-main"));
  const missing = [
    ...missingTools(["act", "buildx", "docker", "docker-registry", "git", "pypi-server", "uv"]),
  ];
  if (missing.length > 0) throw new Error(`Not installed: ${missing.join(", ")}`);
  const engine = missingEngine();
  if (engine) say(`Note: ${engine}; a workflow that builds images will fail.`);

  // Before anything takes time.
  const source = values.repository === undefined ? example : readRepository(values.repository);
  clearLogs();
  say("Assembling the actions…");
  await using folder = await temporaryDirectory();
  const release = join(folder.path, "release");
  await assembleRelease(release, headCommit(), (line) => say(`  ${line}`));
  const { ref_type, ref_name } = recordedEvent(event);
  const tag = ref_type === "tag" ? ref_name : undefined;
  // The package that the run publishes must not be on the index before.
  const published = packagesBefore(source, { tag, input: inputs["package"] });
  say(`Starting a registry, and an index with ${listing(published.map(({ name }) => name))}…`);
  const isExample = source === example;
  const elsewhere = isExample ? undefined : await ownIndex();
  await using services = await startLocalServices(publishing(source, published), elsewhere);
  await using deployed = await startDeployment();
  await using checkout = await (isExample
    ? checkOutExample(services, undefined, deployed.url)
    : checkOutRepository(source, services));
  if (tag !== undefined) await checkOutTag(checkout, tag);
  await using store = await startStates();
  // The image that a deployment uses by default.
  await pushImage(services.registry, allocatorImage, "example", "linux-amd64-latest-test");
  const commit = await checkout.git("rev-parse", "HEAD");
  const run = await runWorkflow({
    workspace: checkout.path,
    workflow: `${workflow.replace(/\.ya?ml$/, "")}.yml`,
    event: isDispatch ? dispatchAt(event, commit, inputs) : eventAt(event, commit),
    release,
    token: registryAccount.password,
    actor: registryAccount.username,
    env: { ...uploading(services), ...services.environment, ...store?.environment },
    secrets: { ...registryLogin, ADMIN_PASSWORD: randomUUID(), DB_PASSWORD: randomUUID() },
    variables: { AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/example" },
    say,
  });
  say("");
  for (const [job, result] of Object.entries(run.jobs)) say(`${result.padEnd(8)} ${job}`);
  for (const line of describeStandIns(run.standIns)) say(line);
  process.exitCode = run.exitCode;
}

/** What puts the packages of a repository on the index: the example's from its folder, another's from its commit. */
function publishing(
  { path }: SourceRepository,
  packages: readonly { readonly directory: string }[],
): (into: string) => Promise<void> {
  if (path === example.path) {
    return examplePackages(...packages.map(({ directory }) => basename(directory)));
  }
  return async (into) => {
    // A build leaves files, and may read the history for the version.
    await using copy = await cloneOf(path);
    for (const { directory } of packages) await buildPackage(join(copy.path, directory), into);
  };
}

/** The index of this machine, which has what the packages of a repository require. */
async function ownIndex(): Promise<string> {
  const index = await openIndex("");
  if (!index.ok) throw new Error(index.refusals.map(refusalMessage).join("\n"));
  return index.value.url;
}

/** The backend of the example's deployments, if this machine has one. */
async function startStates() {
  const missing = missingTools(["moto_server", "tofu"]);
  if (missing.length === 0) return startStateStore("lablink-state", "lablink-state-lock");
  say(`Note: ${missing.join(" and ")} not installed; a workflow that deploys will fail.`);
  return null;
}

function readInputs(
  pairs: readonly string[],
  environment: string | undefined,
): Record<string, string> {
  const given = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf("=");
    if (equals < 1) throw new Error(`--input ${pair} is not NAME=VALUE`);
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return { ...(environment !== undefined && { environment }), ...Object.fromEntries(given) };
}

function readEvent(name: string): EventName {
  const event = eventNames.find((known) => known === name);
  if (event === undefined)
    throw new Error(`--event ${name} is not one of ${eventNames.join(", ")}`);
  return event;
}

try {
  process.chdir(resolve(import.meta.dirname, ".."));
  await act(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
