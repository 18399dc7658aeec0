import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll } from "@jest/globals";
import {
  type IndexWithFiles,
  notStarted,
  type ProgramAnswer,
  runProgram,
} from "@lablink-actions/action-kit";
import { type Docker, parsePinnedImage } from "@lablink-actions/engine";
import { type IndexFile, versionOfFile } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  type Channel,
  combine,
  parsePackageName,
  parseVersion,
  type Refusal,
  type Result,
} from "@lablink-actions/release-core";
import { lablinkPolicy } from "@lablink-actions/testkit/arbitraries";
import { readCheckout } from "../src/checkout.ts";
import { parseChecks } from "../src/checks.ts";
import { chosenChecks, decideRun, inlineChecks, withMounts } from "../src/inputs.ts";
import type { Checks } from "../src/kinds/index.ts";
import type { Run } from "../src/kinds/kind.ts";
import type { ReadCheckout } from "../src/mounts.ts";
import { type VerifyImageEffects, verifyImage } from "../src/verify-image.ts";

const version = parseVersion("1.0");
if (version === undefined) throw new Error("1.0 is a version");

export const development: Channel = { name: "development" };
export const production: Channel = {
  name: "production",
  versions: [{ subject: "this image", input: "version", version }],
};

/** What decides about checks: any version, and time enough. */
export function runOn(channel: Channel, expected = ""): Run {
  return { channel, expected: parseVersion(expected), timeout: 600, limit: 60 };
}

/** The example of the README. */
export const example = `venv: /app/.venv
distribution: lablink-allocator-service
imports: [lablink_allocator_service.main, "lablink_allocator_service.db.vms:VmDatabase"]
executes:
  - { run: generate-init-sql, creates: /app/init.sql }
  - { run: lablink-allocator, runs-for: 2s }
  - { run: uv --version, prints: '^uv \\d' }
  - { run: nginx -t }
files:
  - { path: "/usr/share/kasmvnc/www/assets/ui-*.js", count: 1 }
development:
  tools: [pytest, ruff]
  tests: { run: pytest tests --ignore=tests/terraform, in: /app/lablink-allocator }
claims:
  postgres-15: { run: postgres --version, prints: ' 15\\.' }
`;

export function refusalsOf(result: Result<unknown>): readonly Refusal[] {
  return result.ok ? [] : result.refusals;
}

export function checksOf(text: string): Checks {
  const result = parseChecks({ text, file: undefined });
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

export const image = `sha256:${"0".repeat(64)}`;

const dispatch = {
  eventName: "workflow_dispatch",
  ref: "refs/heads/main",
  policy: lablinkPolicy,
};

interface Host {
  /** Programs to run in the place of others. */
  readonly replace?: Partial<Record<string, string>>;
  /** The PATH, if not this machine's. */
  readonly path?: string;
}

/** A docker that has every image, and runs what it is to run on this machine. */
export function hostDocker({ replace = {}, path }: Host = {}): Docker {
  const created = new Map<string, readonly string[]>();
  return async (words, options) => {
    if (words[0] === "cp") return packed(words, options);
    if (words[3] === "{{json .Config}}") return settings();
    if (words[0] === "create") created.set(words[words.indexOf("--name") + 1] ?? "", words);
    if (words[0] !== "start") return { exitCode: 0, output: "", trouble: "" };
    const create = created.get(words.at(-1) ?? "") ?? [];
    const at = create.indexOf("--entrypoint");
    const program = create[at + 1] ?? "";
    const answer = await runProgram(replace[program] ?? program, create.slice(at + 3), {
      ...options,
      ...(path !== undefined && { variables: { PATH: path } }),
    });
    return answer.exitCode === notStarted && answer.trouble.startsWith("spawn")
      ? { ...answer, trouble: `exec: "${program}": no such file or directory` }
      : answer;
  };
}

/** What docker says of an image with this machine's variables and user. */
function settings() {
  const variables = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  const output = JSON.stringify({ Env: variables, User: String(process.getuid?.()) });
  return { exitCode: 0, output, trouble: "" };
}

/** What docker gives of a path: an archive that begins with its last word. */
async function packed(words: readonly string[], options: Parameters<Docker>[1]) {
  const given = words.at(-2)?.replace(/^[^:]*:/, "") ?? "";
  const path = words.includes("--follow-link") && existsSync(given) ? realpathSync(given) : given;
  const names = ["--create", "--no-recursion", "--directory", dirname(path), basename(path) || "."];
  const { exitCode } = await runProgram("tar", names, options);
  return exitCode === 0
    ? { exitCode, output: "", trouble: "" }
    : { exitCode: 1, output: "", trouble: `Error: No such container:path: x:${path}` };
}

/** Files as an index lists them. */
export function filesOf(filenames: readonly string[]): readonly IndexFile[] {
  return filenames.map((filename) => ({
    filename,
    url: new URL(`https://index.test/${filename}`),
    version: versionOfFile(/^[^-]*/.exec(filename)?.[0] ?? "", filename),
    yanked: undefined,
  }));
}

/** An index with these files, whose bytes are what `download` gives. */
export function indexOf(
  filenames: readonly string[],
  download: (filename: string) => Result<Uint8Array> = () => accept(new Uint8Array()),
): IndexWithFiles {
  const files = filesOf(filenames);
  const unasked = () => Promise.reject(new Error("nobody asks for it"));
  return {
    url: "https://index.test/simple",
    foundIn: "the test",
    files: () => Promise.resolve(accept(files.length > 0 ? files : "absent")),
    state: unasked,
    ownState: unasked,
    provenance: unasked,
    installableVersions: unasked,
    download: ({ filename }) => Promise.resolve(download(filename)),
  };
}

interface Trial {
  readonly environment?: string;
  readonly version?: string;
  readonly package?: string;
  readonly timeout?: number;
  readonly image?: string;
  readonly readFile?: ReadCheckout;
  readonly effects?: Partial<VerifyImageEffects>;
}

/** The inputs, read by the parsers that main.ts names. */
function inputsOf(checks: string, trial: Trial) {
  const trigger = { ...dispatch, environment: trial.environment ?? "" };
  const written = combine({
    checks: inlineChecks(checks, "checks"),
    checksFile: accept(undefined),
    package: trial.package === undefined ? accept(undefined) : parsePackageName(trial.package),
  });
  return combine({
    run: decideRun({ trigger, version: trial.version ?? "" }),
    image: parsePinnedImage(trial.image ?? image),
    chosen: andThen(andThen(written, chosenChecks), withMounts(trial.readFile ?? readCheckout)),
    timeout: accept(trial.timeout ?? 60),
  });
}

/** Verifies with these checks, on this machine by its shell alone unless another docker is given. */
export async function verify(checks: string, trial: Trial = {}) {
  const logged: string[] = [];
  let count = 0;
  const effects = {
    docker: shellOnly,
    freeBytes: () => Promise.resolve(undefined),
    log: (line: string) => logged.push(line),
    signal: new AbortController().signal,
    random: () => `word-${process.pid}-${count++}`,
    now: () => performance.now(),
    // What was never published as a wheel is not compared.
    openIndex: () => Promise.resolve(accept(indexOf(["app-1.0.tar.gz"]))),
    ...trial.effects,
  };
  const result = await andThen(inputsOf(checks, trial), ({ run, chosen, ...others }) =>
    verifyImage({ source: "index", ...run, ...chosen, ...others }, effects),
  );
  const report: {
    checks: { check: string; outcome: string; reason: string; output: string[] }[];
  } = result.ok ? JSON.parse(result.value.outputs.report) : { checks: [] };
  return {
    result,
    logged,
    /** Of the refusals, or of the failure. */
    names: (result.ok ? [result.value.failure ?? []].flat() : result.refusals).map(
      ({ name }) => name,
    ),
    /** Outcome and reason, by check. */
    verdicts: Object.fromEntries(
      report.checks.map(({ check, outcome, reason, output }) => [
        check,
        [outcome, reason, ...output].join("\n"),
      ]),
    ),
  };
}

/** By this machine's shell and Python, unless another docker is given. */
export function probe(checks: string, trial: Trial = {}) {
  return verify(checks, { ...trial, effects: { docker: hostDocker(), ...trial.effects } });
}

const shells = mkdtempSync(join(tmpdir(), "lablink-actions-shell-"));
symlinkSync("/bin/sh", join(shells, "sh"));
afterAll(() => rmSync(shells, { recursive: true }));

/** An image that has only a shell: most tests need no more, and it starts ten times as fast as Python. */
const shellOnly = hostDocker({ path: shells });

/** A virtual environment of this machine's Python, with distributions put into it by hand. */
export function makeVenv(path: string): string {
  const made = spawnSync("python3", ["-m", "venv", "--without-pip", path], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(made.stderr);
  const asked = spawnSync(`${path}/bin/python`, [
    "-c",
    "import sysconfig; print(sysconfig.get_path('purelib'))",
  ]);
  return asked.stdout.toString().trim();
}

export type Answers = Record<string, Partial<ProgramAnswer>>;

/** A docker that answers by its first words; any other call succeeds. */
export function scripted(answers: Answers, host = shellOnly) {
  const calls: string[] = [];
  const docker: Docker = (words, options) => {
    const line = words.join(" ");
    calls.push(line);
    const [, answer] = Object.entries(answers).find(([start]) => line.startsWith(start)) ?? [];
    const isForHost = words[0] === "create" || words[0] === "start";
    if (answer === undefined && isForHost) return host(words, options);
    return Promise.resolve({ exitCode: 0, output: "", trouble: "", ...answer });
  };
  return { docker, calls };
}

/** What docker says of an image that the engine does not have. */
export const absent = { exitCode: 1, trouble: "Error response from daemon: No such image: x" };
