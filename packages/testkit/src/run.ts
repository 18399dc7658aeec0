import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { type Annotation, annotationOf } from "./annotations.ts";
import { type Command, readCommands } from "./commands.ts";
import { actionDefinition, actionsRoot, inputsFor } from "./definition.ts";
import { type EventName, type GithubContext, recordedEvent } from "./events.ts";
import { parseFileCommands, parsePathFile } from "./file-commands.ts";
import { temporaryDirectory } from "./temporary.ts";
import { defined, githubVariables, inputVariables, type Strings } from "./variables.ts";

/** The tokens that GitHub would give a job; all are masked in the log from the start. */
interface Tokens {
  /** `github.token`, for inputs whose default asks for it. Never an environment variable. */
  readonly github?: string;
  /** ACTIONS_RUNTIME_TOKEN. */
  readonly runtime?: string;
  /** ACTIONS_ID_TOKEN_REQUEST_TOKEN, as with `permissions: id-token: write`. */
  readonly idToken?: string;
}

export interface RunOptions {
  /** A recorded event, or a `github` context made from one. */
  readonly event: EventName | GithubContext;
  /** As in a workflow: inputs that are left out get their default. */
  readonly with?: Strings;
  /** GITHUB_WORKSPACE and the working directory; by default an empty temporary folder. */
  readonly workspace?: string;
  /** RUNNER_TEMP, which the steps of a job share; by default a folder that is deleted after the run. */
  readonly temp?: string;
  /** The only variables that the action sees besides PATH, HOME and the runner's own. */
  readonly env?: Strings;
  readonly tokens?: Tokens;
  /** The folder that the action is in; by default the repository's `actions/`. */
  readonly root?: string;
  /** Milliseconds until the action is killed, which rejects; by default a minute. */
  readonly timeout?: number;
  /** Gets each line of stdout as it comes, for a person who waits. */
  readonly watch?: (line: string) => void;
  /** Cancels the run when it is fulfilled: the action gets the runner's first signal. */
  readonly cancelled?: Promise<unknown>;
}

export interface ActionRun {
  readonly exitCode: number;
  readonly outputs: Strings;
  /** Markdown, with masked values replaced. */
  readonly summary: string;
  readonly state: Strings;
  readonly environment: Strings;
  readonly path: readonly string[];
  /** The lines of stdout that stay on the page: no workflow commands, masked values replaced. */
  readonly log: string;
  readonly stdout: string;
  readonly stderr: string;
  /** All of them, though a page shows only ten of each level and 4,096 characters of each. */
  readonly annotations: readonly Annotation[];
  readonly masked: readonly string[];
  /** Every workflow command that the runner would act on, in stdout and stderr. */
  readonly commands: readonly Command[];
}

const fileCommands = ["output", "step_summary", "state", "env", "path"] as const;
type FileCommand = (typeof fileCommands)[number];

// The runner still takes the old commands; a file's value replaces theirs, as it is read later.
function named(commands: readonly Command[], name: string): [string, string][] {
  return commands.flatMap((command) => {
    const key = command.name === name ? command.properties["name"] : undefined;
    return key === undefined ? [] : [[key, command.data]];
  });
}

async function execute(
  script: string,
  cwd: string,
  env: Strings,
  { timeout = 60_000, cancelled, watch }: RunOptions,
) {
  if (!process.version.startsWith("v24.")) {
    throw new Error(`Actions run on Node 24, but this is ${process.version}: use npm test`);
  }
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  const child = spawn(process.execPath, [script], { cwd, env, stdio, timeout });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === null) reject(new Error(`${script} was ended by ${signal}`));
      else resolve(code);
    });
  });
  if (watch) createInterface(child.stdout).on("line", watch);
  void cancelled?.then(() => child.kill("SIGINT"));
  const output = [text(child.stdout), text(child.stderr)] as const;
  const [exitCode, stdout, stderr] = await Promise.all([ended, ...output]);
  return { exitCode, stdout, stderr };
}

/**
 * Runs an action's bundle as GitHub's runner does (ActionRunner.cs, NodeScriptActionHandler.cs), and gives what the
 * runner would have read from it. Rejects if the runner could not read what the action wrote, because that is always a
 * defect of the action.
 */
export async function runAction(action: string, options: RunOptions): Promise<ActionRun> {
  const { tokens = {}, root = actionsRoot } = options;
  const definition = actionDefinition(action, root);
  const { main } = definition.runs;
  if (main === undefined) throw new Error(`${action} names no runs.main, so it has no bundle`);
  const script = join(root, action, main);
  if (!existsSync(script)) throw new Error(`${script} is missing: run \`npm run build\``);

  await using folder = await temporaryDirectory();
  const inFolder = (name: string): string => join(folder.path, name);
  const workspace = options.workspace ?? inFolder("workspace");
  const recorded = typeof options.event === "string" ? recordedEvent(options.event) : options.event;
  const github: GithubContext = {
    ...recorded,
    job: "test",
    action: `__${action}`,
    action_path: join(root, action),
    workspace,
    event_path: inFolder("event.json"),
    ...(tokens.github === undefined ? {} : { token: tokens.github }),
  };
  const inputs = inputsFor(definition, github, options.with);
  const files = Object.fromEntries(fileCommands.map((name) => [name, inFolder(name)]));

  for (const name of ["workspace", "temp", "tools"]) await mkdir(inFolder(name));
  for (const name of fileCommands) await writeFile(inFolder(name), "");
  await writeFile(inFolder("event.json"), JSON.stringify(github.event));

  const env = defined({
    CI: "true",
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    ACTIONS_RUNTIME_TOKEN: tokens.runtime,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: tokens.idToken,
    ...options.env,
    ...inputVariables(inputs),
    ...githubVariables({ ...github, ...files }),
    GITHUB_ACTIONS: "true",
    RUNNER_OS: "Linux",
    RUNNER_ARCH: "X64",
    RUNNER_NAME: "testkit",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_TEMP: options.temp ?? inFolder("temp"),
    RUNNER_TOOL_CACHE: inFolder("tools"),
    RUNNER_WORKSPACE: folder.path,
  });
  const ran = await execute(script, workspace, env, options);

  // A TextDecoder drops a byte order mark, as .NET does when it reads a file.
  const written = async (name: FileCommand): Promise<string> =>
    new TextDecoder().decode(await readFile(inFolder(name)));
  const pairs = async (name: FileCommand): Promise<Map<string, string>> => {
    try {
      return parseFileCommands(await written(name));
    } catch (cause) {
      throw new Error(`Unable to process file command '${name}' successfully.`, { cause });
    }
  };

  const summary = await written("step_summary");
  if (Buffer.byteLength(summary) > 1024 * 1024) {
    throw new Error("$GITHUB_STEP_SUMMARY supports content up to a size of 1024k");
  }
  const secrets = Object.values(defined({ ...tokens }));
  const { commands, logs, masked, mask } = readCommands([ran.stdout, ran.stderr], secrets);
  return {
    ...ran,
    outputs: Object.fromEntries([...named(commands, "set-output"), ...(await pairs("output"))]),
    summary: mask(summary),
    state: Object.fromEntries([...named(commands, "save-state"), ...(await pairs("state"))]),
    environment: Object.fromEntries(await pairs("env")),
    path: parsePathFile(await written("path")),
    log: logs[0] ?? "",
    annotations: commands.flatMap((command) => annotationOf(command, workspace) ?? []),
    masked,
    commands,
  };
}
