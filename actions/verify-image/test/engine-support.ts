/** Images built from the base image, and what verify-image's bundle makes of them. */
import { execFile } from "node:child_process";
import { expect } from "@jest/globals";
import {
  type ActionRun,
  baseImage,
  type EventName,
  recordedEvent,
  runAction,
} from "@lablink-actions/testkit";

export function docker(words: readonly string[], input = ""): Promise<string> {
  const env = { ...process.env, DOCKER_BUILDKIT: "0" };
  return new Promise((resolve, reject) => {
    const child = execFile("docker", words, { env }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout.trim());
    });
    child.stdin?.end(input);
  });
}

const images: string[] = [];

/** Builds an image and gives its id, by which it is pinned. */
export async function build(dockerfile: string): Promise<string> {
  const id = await docker(["build", "--quiet", "--network", "none", "-"], dockerfile);
  images.push(id);
  return id;
}

/** Removes the images that were built. None of them must have a container any more. */
export async function removeImages(): Promise<void> {
  if (images.length === 0) return;
  expect(await containersOf(...images)).toBe("");
  await docker(["image", "rm", "--force", ...images.reverse()]);
}

export const site = "/app/.venv/lib/python3.11/site-packages";

// A package made by hand, because nothing is to be downloaded: as an installer would leave it.
const healthyLines = `FROM ${baseImage()}
RUN python3 -m venv --without-pip /app/.venv && cd ${site} && mkdir app-1.0.dist-info && \\
  printf 'Metadata-Version: 2.1\\nName: app\\nVersion: 1.0\\n' > app-1.0.dist-info/METADATA && \\
  printf '[console_scripts]\\nserve = app:serve\\nmake = app:make\\n' > app-1.0.dist-info/entry_points.txt && \\
  printf 'import sys, time\\ndef serve():\\n    time.sleep(600)\\ndef make():\\n    open("/app/init.sql", "w").write("x")\\n' > app.py && \\
  for name in serve make; do printf '#!/app/.venv/bin/python\\nimport sys\\nfrom app import %s\\nsys.exit(%s())\\n' $name $name > /app/.venv/bin/$name; done && \\
  chmod +x /app/.venv/bin/serve /app/.venv/bin/make
ENV PATH=/app/.venv/bin:$PATH
WORKDIR ${site}
ENTRYPOINT ["false"]
LABEL made-by=${process.pid}-${Date.now()}
`;

let healthyImage: Promise<string> | undefined;

export function healthy(): Promise<string> {
  healthyImage ??= build(healthyLines);
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
}

export function verify(image: string, given: Given = {}): Promise<ActionRun> {
  const own = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  const { event = production, host = own, ...inputs } = given;
  return runAction("verify-image", {
    event,
    with: { image, checks, version: "1.0", ...inputs },
    env: { DOCKER_HOST: host },
    timeout: 120_000,
  });
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

/** The container of an image, once it runs. */
export async function started(image: string): Promise<string> {
  for (;;) {
    const id = await docker(["ps", "--quiet", "--filter", `ancestor=${image}`]);
    if (id !== "") return id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** How a container is tied to its host. */
export async function hostOf(container: string) {
  const format = "{{json .HostConfig}}";
  const config = JSON.parse(await docker(["inspect", "--format", format, container]));
  return { network: config.NetworkMode, memory: config.Memory, pids: config.PidsLimit };
}
