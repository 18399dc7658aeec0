/** Images built from the base image, and what verify-image's bundle makes of them. */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "@jest/globals";
import {
  type ActionRun,
  baseImage,
  type EventName,
  recordedEvent,
  runAction,
  startPythonIndex,
  temporaryDirectory,
} from "@lablink-actions/testkit";

export function docker(words: readonly string[], input = ""): Promise<string> {
  const env = { ...process.env, DOCKER_BUILDKIT: "0" };
  return new Promise((resolve, reject) => {
    const child = execFile("docker", words, { env }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout.trim());
    });
    // It may end before it has read anything; its exit code then says whether that is an error.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

const images: string[] = [];
const open = new AsyncDisposableStack();

/** Builds an image and gives its id, by which it is pinned. It can copy from a folder. */
export async function build(
  dockerfile: string,
  folder?: string,
  ...options: readonly string[]
): Promise<string> {
  const from = folder === undefined ? ["-"] : ["--file", "-", folder];
  // Test files run side by side and share the engine's cache. With a label of its own, an image is not another file's
  // as well, nor the parent of one, and can be removed. This builder gives a label the engine's own platform.
  const isOwn = !options.includes("--platform");
  const own = isOwn ? ["--label", `org.lablink-actions.test=${process.pid}`] : [];
  const words = ["build", "--quiet", "--network", "none", ...own, ...options, ...from];
  const id = await docker(words, dockerfile);
  images.push(id);
  return id;
}

/** Removes the images that were built, and the index. None of the images must have a container any more. */
export async function removeImages(): Promise<void> {
  await open.disposeAsync();
  if (images.length === 0) return;
  expect(await containersOf(...images)).toBe("");
  await docker(["image", "rm", "--force", ...images.reverse()]);
}

export const site = "/app/.venv/lib/python3.11/site-packages";

const source = `import time

def serve():
    time.sleep(600)

def make():
    open("/app/init.sql", "w").write("x")
`;

/** The source of a package in a folder, for uv and pip, which build it without a network. */
export async function writeSource(folder: string, code = source): Promise<void> {
  await mkdir(join(folder, "src", "app"), { recursive: true });
  await writeFile(join(folder, "src", "app", "__init__.py"), code);
  await writeFile(join(folder, "src", "app", "part.py"), "value = 1\n");
  await writeFile(
    join(folder, "pyproject.toml"),
    `[project]
name = "app"
version = "1.0"
[project.scripts]
serve = "app:serve"
make = "app:make"
[build-system]
requires = ["uv_build"]
build-backend = "uv_build"
[tool.uv.build-backend.data]
scripts = "scripts"
data = "data"
`,
  );
  // An installer writes its interpreter into the first; the second is for another one.
  await mkdir(join(folder, "scripts"), { recursive: true });
  await writeFile(join(folder, "scripts", "tell"), "#!python\nprint('told')\n");
  await writeFile(join(folder, "scripts", "greet"), "#!/bin/sh\necho hello\n");
  await mkdir(join(folder, "data", "share", "app"), { recursive: true });
  await writeFile(join(folder, "data", "share", "app", "settings.ini"), "[app]\n");
}

/** Builds what is in a folder by uv. */
export async function buildPackage(folder: string, into: string, ...options: string[]) {
  const words = ["build", "--offline", "--quiet", ...options, "--out-dir", into, folder];
  await promisify(execFile)("uv", words);
}

interface PublishedPackage {
  /** A folder with what is published in `dist`. */
  readonly folder: string;
  /** The address of an index that has it. */
  readonly url: string;
}

let publishedPackage: Promise<PublishedPackage> | undefined;

/** The package, on a real index. */
export function published(): Promise<PublishedPackage> {
  publishedPackage ??= (async () => {
    const { path: folder } = open.use(await temporaryDirectory());
    const directory = join(folder, "dist");
    await writeSource(join(folder, "source"));
    await buildPackage(join(folder, "source"), directory);
    const { url } = open.use(await startPythonIndex({ directory }));
    return { folder, url };
  })();
  return publishedPackage;
}

/**
 * The environment with what is published, as pip leaves it. It is Debian's pip, unpacked: a virtual environment for it
 * takes twice as long.
 */
export const installed = `FROM ${baseImage()}
COPY dist /dist
RUN python3 -m venv --without-pip /app/.venv && \\
  python3 -m zipfile -e /usr/share/python-wheels/pip-*.whl /pip && \\
  python3 /pip/pip --python /app/.venv/bin/python install --quiet --no-index --find-links /dist app==1.0 && \\
  rm -rf /pip
ENV PATH=/app/.venv/bin:$PATH
WORKDIR ${site}
ENTRYPOINT ["false"]
LABEL made-by=${process.pid}-${Date.now()}
`;

let healthyImage: Promise<string> | undefined;

export function healthy(): Promise<string> {
  healthyImage ??= published().then(({ folder }) => build(installed, folder));
  return healthyImage;
}

/** An image for one test, which knows its containers by it; healthy unless these lines break it. */
export async function imageOf(test: string, lines = ""): Promise<string> {
  return build(`FROM ${await healthy()}\n${lines}\nLABEL test=${test}\n`);
}

export const checks = `venv: /app/.venv
distribution: app
imports: [app, "app:make"]
executes:
  - { run: make, creates: /app/init.sql }
  - { run: serve, runs-for: 1s }
development:
  tools: [pytest]
files: [/app/.venv/bin/serve]
env: { PATH: "/app/.venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" }
user: root
`;

export const production = recordedEvent("dispatch-prod");

export interface Given {
  readonly checks?: string;
  readonly version?: string;
  readonly timeout?: string;
  readonly event?: EventName;
  readonly host?: string;
  readonly "index-url"?: string;
}

export async function verify(image: string, given: Given = {}): Promise<ActionRun> {
  const { url } = await published();
  const own = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  const { event = production, host = own, ...inputs } = given;
  return runAction("verify-image", {
    event,
    with: { image, checks, version: "1.0", "index-url": url, ...inputs },
    env: { DOCKER_HOST: host },
    timeout: 120_000,
  });
}

/** Verifies on development, without a version and an index. */
export function verifyAlone(
  image: string,
  given = "executes: [{ run: 'true' }]",
  workspace?: string,
): Promise<ActionRun> {
  return runAction("verify-image", {
    event: "push-main",
    with: { image, checks: given },
    ...(workspace !== undefined && { workspace }),
    env: { DOCKER_HOST: process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock" },
    timeout: 120_000,
  });
}

/** Outcome and reason of each check. */
export function rowsOf(ran: ActionRun): Record<string, string> {
  const { report = "" } = ran.outputs;
  const { checks } = JSON.parse(report) as { checks: Record<string, string>[] };
  return Object.fromEntries(
    checks.map(({ check = "", outcome, reason }) => [check, `${outcome} ${reason}`.trim()]),
  );
}

/** Red by failed checks: their one annotation, with the report in the outputs. */
export function failed(ran: ActionRun): string {
  const { report = "", failed } = ran.outputs;
  const { checks } = JSON.parse(report) as { checks: { outcome: string }[] };
  expect(checks.filter(({ outcome }) => outcome === "failed")).toHaveLength(Number(failed));
  return red(ran, "LA601 check-failed");
}

/** Red by a refusal: nothing is known of the image. */
export function refused(ran: ActionRun, code: string): string {
  expect(ran.outputs).toEqual({});
  return red(ran, code);
}

/** Red with one annotation of this code; gives what it says. */
function red(ran: ActionRun, code: string): string {
  expect(ran.annotations).toMatchObject([{ level: "error", title: expect.stringMatching(code) }]);
  expect(ran.exitCode).toBe(1);
  return ran.annotations[0]?.message ?? "";
}

/** The containers of these images, also those that have ended. */
export function containersOf(...images: readonly string[]): Promise<string> {
  const filters = images.flatMap((image) => ["--filter", `ancestor=${image}`]);
  return docker(["ps", "--all", "--quiet", ...filters]);
}

/** The container of an image, once it runs; another one than this if one was there before. */
export async function started(image: string, before?: string): Promise<string> {
  for (;;) {
    const id = await docker(["ps", "--quiet", "--filter", `ancestor=${image}`]);
    if (id !== "" && id !== before && !id.includes("\n")) return id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** How a container is tied to its host. */
export async function hostOf(container: string) {
  const format = "{{json .HostConfig}}";
  const config = JSON.parse(await docker(["inspect", "--format", format, container]));
  return { network: config.NetworkMode, memory: config.Memory, pids: config.PidsLimit };
}
