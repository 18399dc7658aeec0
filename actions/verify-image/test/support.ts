import { spawn, spawnSync } from "node:child_process";
import type { Channel, Refusal, Result } from "@lablink-actions/release-core";
import { lablinkPolicy } from "@lablink-actions/testkit/arbitraries";
import { type Checks, parseChecks } from "../src/checks.ts";
import type { Docker } from "../src/docker.ts";
import { Output } from "../src/output.ts";
import { type VerifyImageEffects, verifyImage } from "../src/verify-image.ts";

export const development: Channel = { name: "development" };
export const production: Channel = {
  name: "production",
  versions: [{ subject: "this image", canonical: "1.0" }],
};

/** The example of the README. */
export const example = `venv: /app/.venv
distribution: lablink-allocator-service
imports: [lablink_allocator_service.main, "lablink_allocator_service.database:PostgresqlDatabase"]
executes:
  - { run: generate-init-sql, creates: /app/init.sql }
  - { run: lablink-allocator, runs-for: 2s }
  - { run: uv --version, prints: '^uv \\d' }
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

export const dispatch = {
  eventName: "workflow_dispatch",
  ref: "refs/heads/main",
  environment: "",
  policy: lablinkPolicy,
};

export interface Host {
  /** Programs to run in the place of others. */
  readonly replace?: Partial<Record<string, string>>;
  /** The PATH, if not this machine's. */
  readonly path?: string;
}

/** A docker that has every image, and runs what it is to run on this machine. */
export function hostDocker({ replace = {}, path }: Host = {}): Docker {
  return (words, { input = "", onOutput, signal } = {}) => {
    if (words[0] !== "run") return Promise.resolve({ exitCode: 0, output: "", trouble: "" });
    const at = words.indexOf("--entrypoint");
    const program = words[at + 1] ?? "";
    return new Promise((resolve) => {
      const trouble = new Output();
      const env = { ...process.env, ...(path !== undefined && { PATH: path }) };
      const command = replace[program] ?? program;
      const child = spawn(command, words.slice(at + 3), { detached: true, env });
      signal?.addEventListener("abort", () => child.kill("SIGKILL"));
      child.stdout.on("data", onOutput ?? (() => {}));
      child.stderr.on("data", (chunk: Buffer) => trouble.add(chunk));
      child.on("error", (error) =>
        resolve({
          exitCode: 127,
          output: "",
          trouble: `exec: "x": no such file or directory ${error}`,
        }),
      );
      child.on("close", (code) =>
        resolve({ exitCode: code ?? 137, output: "", trouble: trouble.text }),
      );
      child.stdin.on("error", () => {});
      child.stdin.end(input);
    });
  };
}

export interface Trial {
  readonly environment?: string;
  readonly version?: string;
  readonly package?: string;
  readonly timeout?: number;
  readonly image?: string;
  readonly effects?: Partial<VerifyImageEffects>;
}

/** Verifies with these checks, on this machine by its shell alone unless another docker is given. */
export async function verify(checks: string, trial: Trial = {}) {
  const logged: string[] = [];
  let count = 0;
  const result = await verifyImage(
    {
      trigger: { ...dispatch, environment: trial.environment ?? "" },
      image: trial.image ?? image,
      checks: { text: checks, file: undefined },
      package: trial.package ?? "",
      version: trial.version ?? "",
      timeout: trial.timeout ?? 60,
    },
    {
      docker: shellOnly,
      freeBytes: () => Promise.resolve(undefined),
      log: (line) => logged.push(line),
      signal: new AbortController().signal,
      random: () => `word-${process.pid}-${count++}`,
      now: () => performance.now(),
      ...trial.effects,
    },
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

/** Where there is only a shell, which is all that most tests need, and starts ten times as fast as Python. */
export const shellOnly = hostDocker({ path: "/nowhere" });

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
