import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { temporaryDirectory } from "@lablink-actions/testkit";
import { withKnownNames } from "../known-names.ts";
import type { WorkflowEvent } from "./event.ts";
import { keepLog } from "./logs.ts";
import { namedRefs } from "./repository.ts";
import { type StandIn, standIns, usedStandIns } from "./stand-ins.ts";

interface WorkflowOptions {
  /** The checkout whose workflow is run; a git repository. */
  readonly workspace: string;
  /** The workflow's file name. */
  readonly workflow: string;
  readonly event: WorkflowEvent;
  /** An assembled release, for the repository's own actions. */
  readonly release: string;
  /** `github.token`. */
  readonly token: string;
  readonly actor: string;
  /** `secrets`, besides GITHUB_TOKEN. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** `vars`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Variables of the runner. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether jobs fetch `github.repository`, as on GitHub. By default act copies the workspace. */
  readonly fetchesRepository?: boolean;
  /** Gets every line of the log. */
  readonly say?: (line: string) => void;
}

type JobResult = "success" | "failure" | "skipped";

export interface WorkflowRun {
  readonly exitCode: number;
  /** The result of each job that began, by its name. */
  readonly jobs: Readonly<Record<string, JobResult>>;
  /** The log's lines, each with its job before it. */
  readonly log: string;
  /** The files of the artifacts, by their path: the artifact's name, and the file's. */
  readonly artifacts: ReadonlyMap<string, string>;
  /** The stand-ins that ran instead of third-party actions. */
  readonly standIns: readonly StandIn[];
}

/** A line of act's log in JSON. */
interface Entry {
  readonly msg?: string;
  readonly job?: string;
  readonly jobResult?: JobResult;
}

/** Runs one workflow of a checkout by act, on this machine itself; the log is kept as well. */
export async function runWorkflow(options: WorkflowOptions): Promise<WorkflowRun> {
  await using folder = await temporaryDirectory();
  const eventFile = join(folder.path, "event.json");
  await writeFile(eventFile, JSON.stringify(options.event.payload));
  const artifacts = join(folder.path, "artifacts");
  await mkdir(artifacts);
  const release = join(folder.path, "release");
  cpSync(options.release, release, { recursive: true });
  rewriteForAct(release, options);
  const own = namedRefs(options.workspace).map((it) => `talmolab/lablink-actions@${it}=${release}`);
  const words = [
    options.event.name,
    ...onThisMachine,
    ...["--workflows", `.github/workflows/${options.workflow}`],
    ...["--eventpath", eventFile],
    ...["--actor", options.actor],
    ...["GITHUB_TOKEN", ...Object.keys(options.secrets ?? {})].flatMap((it) => ["--secret", it]),
    ...Object.entries(options.variables ?? {}).flatMap((it) => ["--var", it.join("=")]),
    ...["--action-cache-path", join(folder.path, "cache")],
    ...own.flatMap((it) => ["--local-repository", it]),
    ...standIns.flatMap((it) => ["--local-repository", `${it.uses}=${it.folder}`]),
    ...(options.fetchesRepository ? ["--no-skip-checkout"] : []),
    "--json",
  ];
  const env = {
    ...process.env,
    ...options.env,
    ...options.secrets,
    // The Node that actions need comes before the machine's own.
    PATH: [await nodeThatIsHeard(folder.path), process.env["PATH"]].join(delimiter),
    DOCKER_CONFIG: dockerConfiguration(folder.path, options.env),
    GITHUB_TOKEN: options.token,
    LABLINK_STAND_IN_ARTIFACTS: artifacts,
    CI: "true",
  };
  const child = spawn("act", words, {
    cwd: options.workspace,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number>((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done(code ?? 1));
  });
  const jobs: Record<string, JobResult> = {};
  const log: string[] = [];
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface(stream)) {
      const { msg = line, job: padded, jobResult } = parseEntry(line);
      const job = padded?.trimEnd();
      if (job !== undefined && jobResult !== undefined) jobs[job] = jobResult;
      const text = job === undefined ? msg.trimEnd() : `[${job}] ${msg.trimEnd()}`;
      log.push(text);
      options.say?.(text);
    }
  };
  const [exitCode] = await Promise.all([ended, read(child.stdout), read(child.stderr)]);
  const text = log.join("\n");
  keepLog(text);
  return {
    exitCode,
    jobs,
    log: text,
    artifacts: readFiles(artifacts),
    standIns: usedStandIns(text),
  };
}

/** act asks which image to run jobs in, unless each runner is this machine. The example's .actrc says so as well. */
const onThisMachine = [
  ...["ubuntu-latest", "ubuntu-24.04", "ubuntu-24.04-arm"].flatMap((runner) => [
    "--platform",
    `${runner}=-self-hosted`,
  ]),
  "--no-cache-server",
];

/**
 * A folder with a Node that waits a moment if it fails, because act stops reading a failing step's output the moment
 * that it ends.
 */
async function nodeThatIsHeard(folder: string): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const script = `#!/bin/sh
"${resolve("node_modules/.bin/node")}" "$@"
status=$?
[ "$status" -eq 0 ] || sleep 0.5
exit "$status"
`;
  await writeFile(join(bin, "node"), script, { mode: 0o755 });
  return bin;
}

/**
 * A folder for docker's configuration. With a builder of buildx it has `docker buildx` as well, which
 * docker/build-push-action calls: docker looks for its plugins beside its configuration.
 */
function dockerConfiguration(folder: string, env: WorkflowOptions["env"] = {}): string {
  const configuration = join(folder, "docker");
  if (env["BUILDX_BUILDER"] === undefined) return configuration;
  const onPath = (process.env["PATH"] ?? "").split(delimiter).map((path) => join(path, "buildx"));
  const buildx = onPath.find((path) => existsSync(path));
  if (buildx === undefined) throw new Error("buildx is not on the PATH");
  mkdirSync(join(configuration, "cli-plugins"), { recursive: true });
  symlinkSync(resolve(buildx), join(configuration, "cli-plugins/docker-buildx"));
  return configuration;
}

function readFiles(folder: string): ReadonlyMap<string, string> {
  const files = globSync("*/**", { cwd: folder }).filter((path) => !isFolder(join(folder, path)));
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

function isFolder(path: string): boolean {
  return statSync(path).isDirectory();
}

/**
 * act has no concurrency and refuses its key `queue`, and does not know `uses: $/name`. It copies the workspace for a
 * checkout only if that has no `ref`; the workspace is at the run's commit.
 */
function rewriteForAct(release: string, { fetchesRepository }: WorkflowOptions): void {
  const unknown = [/^ +queue: max\n/gm, ...(fetchesRepository ? [] : [ownCommit])];
  for (const file of globSync(join(release, "{.github/workflows/*.yml,*/action.yml}"))) {
    const text = unknown.reduce((it, line) => it.replace(line, ""), readFileSync(file, "utf8"));
    writeFileSync(file, withKnownNames(text, "v1"));
  }
}

const ownCommit = /^ +ref: \$\{\{ github\.sha \}\}\n/gm;

function parseEntry(line: string): Entry {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
