/** Real images in a real container engine, by the bundle: a broken one of each kind. */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import {
  type ActionRun,
  actionDefinition,
  actionsRoot,
  baseImage,
  describeWith,
  describeWithEngine,
  dockerTypes,
  type EventName,
  inputsFor,
  pushImage,
  pushIndex,
  recordedEvent,
  runAction,
  startRegistry,
  type TemporaryDirectory,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { docker as callDocker } from "../src/docker.ts";
import { type PinnedImage, requireImage } from "../src/image.ts";

function docker(words: readonly string[], input = ""): string {
  const env = { ...process.env, DOCKER_BUILDKIT: "0" };
  const ran = spawnSync("docker", words, { encoding: "utf8", input, env });
  if (ran.status !== 0) throw new Error(`docker ${words.join(" ")}: ${ran.stderr}${ran.stdout}`);
  return ran.stdout.trim();
}

const images: string[] = [];

/** Builds an image and gives its id, by which it is pinned. */
function build(dockerfile: string): string {
  const id = docker(["build", "--quiet", "--network", "none", "-"], dockerfile);
  images.push(id);
  return id;
}

const site = "/app/.venv/lib/python3.11/site-packages";

// A package of our own hands, for nothing is to be downloaded: as an installer would leave it.
const healthy = `FROM ${baseImage()}
RUN python3 -m venv --without-pip /app/.venv && cd ${site} && mkdir app-1.0.dist-info && \\
  printf 'Metadata-Version: 2.1\\nName: app\\nVersion: 1.0\\n' > app-1.0.dist-info/METADATA && \\
  printf '[console_scripts]\\nserve = app:serve\\nmake = app:make\\n' > app-1.0.dist-info/entry_points.txt && \\
  printf 'import sys, time\\ndef serve():\\n    time.sleep(600)\\ndef make():\\n    open("/app/init.sql", "w").write("x")\\n' > app.py && \\
  for name in serve make; do printf '#!/app/.venv/bin/python\\nimport sys\\nfrom app import %s\\nsys.exit(%s())\\n' $name $name > /app/.venv/bin/$name; done && \\
  chmod +x /app/.venv/bin/serve /app/.venv/bin/make
ENV PATH=/app/.venv/bin:$PATH
WORKDIR ${site}
ENTRYPOINT ["false"]
`;

const checks = `venv: /app/.venv
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

const production = recordedEvent("dispatch-prod");

interface Given {
  readonly checks?: string;
  readonly version?: string;
  readonly timeout?: string;
  readonly event?: EventName;
}

function verify(image: string, { event, ...given }: Given = {}): Promise<ActionRun> {
  const env = { DOCKER_HOST: process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock" };
  return runAction("verify-image", {
    event: event ?? production,
    with: { image, checks, version: "1.0", ...given },
    env,
    timeout: 120_000,
  });
}

/** Red by failed checks: their one annotation, with the report in the outputs. */
function failed(ran: ActionRun): string {
  const { report = "", failed } = ran.outputs;
  const { checks } = JSON.parse(report) as { checks: { outcome: string }[] };
  expect(checks.filter(({ outcome }) => outcome === "failed")).toHaveLength(Number(failed));
  return red(ran, "LA601 check-failed");
}

/** Red by a refusal: nothing is known of the image. */
function refused(ran: ActionRun, code: string): string {
  expect(ran.outputs).toEqual({});
  return red(ran, code);
}

/** Red with one annotation of this code; gives what it says. */
function red(ran: ActionRun, code: string): string {
  expect(ran.annotations).toMatchObject([{ level: "error", title: expect.stringMatching(code) }]);
  expect(ran.exitCode).toBe(1);
  return ran.annotations[0]?.message ?? "";
}

/** How a container is tied to its host. */
function hostOf(container: string) {
  const format = "{{json .HostConfig}}";
  const config = JSON.parse(docker(["inspect", "--format", format, container]));
  return { network: config.NetworkMode, memory: config.Memory, pids: config.PidsLimit };
}

function leftOver(): string {
  return docker(["ps", "--all", "--quiet", "--filter", "name=lablink-verify-"]);
}

/** The container, once it runs. */
async function started(): Promise<string> {
  for (;;) {
    const id = docker(["ps", "--quiet", "--filter", "name=lablink-verify-"]);
    if (id !== "") return id;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describeWithEngine("with a container engine", () => {
  // An engine that copies whole images for each layer and container (vfs) takes seconds for each.
  jest.setTimeout(120_000);
  let good: string;
  let folder: TemporaryDirectory;

  beforeAll(async () => {
    folder = await temporaryDirectory();
    good = build(healthy);
  }, 120_000);
  afterAll(async () => {
    expect(leftOver()).toBe("");
    for (const image of images.reverse()) {
      spawnSync("docker", ["image", "rm", "--force", image]);
    }
    await folder.remove();
  }, 120_000);

  test("a healthy image passes, its silent server among it; in one container that is gone then", async () => {
    const ran = await verify(good);
    expect(ran).toMatchObject({ exitCode: 0, annotations: [] });
    const { passed, failed, report } = ran.outputs;
    expect({ passed, failed }).toEqual({ passed: "13", failed: "0" });
    expect(JSON.parse(report ?? "")).toMatchObject({ image: good, channel: "production" });
    expect(ran.summary).toMatch(/executes serve \| passed.*ran for 1 s/);
    expect(leftOver()).toBe("");
  });

  test("of a broken image every fault is told, in one annotation", async () => {
    const image = build(`FROM ${good}
RUN printf 'import no_such\\n' > ${site}/broken.py && rm /app/.venv/bin/make && \\
  printf '[console_scripts]\\nserve = broken:serve\\nmake = app:make\\n' > ${site}/app-1.0.dist-info/entry_points.txt && \\
  mkdir ${site}/pytest-8.0.dist-info && printf 'Metadata-Version: 2.1\\nName: pytest\\nVersion: 8.0\\n' > ${site}/pytest-8.0.dist-info/METADATA
`);
    const message = failed(await verify(image, { version: "1.0.1" }));
    expect(message).toMatch(/5 of 13 checks of sha256:\w+ failed/);
    expect(message).toMatch(/distribution app: failed.*1\.0 is installed, not 1\.0\.1/);
    expect(message).toMatch(/console script serve: failed.*No module named 'no_such'/);
    expect(message).toMatch(/console script make: failed.*bin\/make is missing/);
    expect(message).toMatch(/executes make: failed.*the command is missing/);
    expect(message).toMatch(/development tool pytest: failed.*8\.0 is installed, on production/);
  });

  test("so is every command that does not do what is expected of it", async () => {
    const ran = await verify(good, {
      checks: `executes:
  - { run: ": > /app/init.sql", creates: /app/init.sql }
  - { run: sleep 1, runs-for: 2s }
  - { run: head -c 50000000 /dev/urandom; echo; echo last words; exit 4 }
  - { run: test $(ls /sys/class/net | wc -l) -gt 1 }
  - { run: sleep 100 }
  - { run: "true" }`,
      timeout: "8",
    });
    const message = failed(ran);
    expect(message).toMatch(/6 of 6 checks/);
    expect(message).toMatch(/creates|init\.sql: failed.*left \/app\/init\.sql empty/);
    expect(message).toMatch(
      /sleep 1: failed.*ended after 1\.\d s \(exit 0\), and should run for 2 s/,
    );
    expect(message).toMatch(/exit 4: failed.*ended by exit 4, not 0\n.*last words/s);
    // The container has no network, and no check asks for one.
    expect(message).toMatch(/-gt 1: failed.*ended by exit 1/);
    expect(message).toMatch(/sleep 100: failed.*did not end within \d s, and was killed/);
    expect(message).toMatch(/true: failed.*was not reached within the 8 s/);
    // The table of all of them is in both.
    for (const text of [ran.summary, ran.log])
      expect(text).toMatch(/executes sleep 100\s+[|│] failed/);
    expect(leftOver()).toBe("");
  });

  test("a probe that is killed is no verdict", async () => {
    const running = verify(good, { checks: "executes: [{ run: sleep 30 }]" });
    const container = await started();
    expect(hostOf(container)).toEqual({ network: "none", memory: 4 * 2 ** 30, pids: 1024 });
    docker(["kill", container]);
    expect(refused(await running, "LA607")).toMatch(/ended with 137, killed from outside/);
    expect(leftOver()).toBe("");
  });

  test("tests run as the user they name, and with the network they ask for", async () => {
    const running = verify(good, {
      event: "push-main",
      checks: `user: root
development: { tests: { run: id -un; echo in $PWD; sleep 3, in: /app, user: nobody, network: true } }`,
    });
    // What the engine connects a container to by itself; here, where it has no bridge, to nothing.
    expect(hostOf(await started())).toMatchObject({ network: "default" });
    const ran = await running;
    expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "2" } });
    expect(ran.log).toMatch(/│ nobody\n│ in \/app\n/);
    const nobody = verify(good, {
      event: "push-main",
      checks: "development: { tests: { run: 'true', user: no-such-user } }",
    });
    expect(failed(await nobody)).toMatch(/the image has no user no-such-user/);
  });

  test("with Python and without a shell everything is checked but what needs a shell", async () => {
    const image = build(`FROM ${good}\nRUN rm -f /bin/sh /bin/dash /bin/bash\n`);
    const ran = await verify(image, {
      checks: `${checks}claims: { python-3: { run: python3 --version, prints: '^Python 3' } }`,
    });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "14" } });
    const piped = await verify(image, { checks: "executes: [{ run: sh -c 'exit 0' }]" });
    expect(failed(piped)).toMatch(/the command is missing/);
  });

  test("a command that prints no UTF-8, and one that ends by an ImportError", async () => {
    const ran = await verify(good, {
      checks: `executes:
  - { run: "printf '\\\\377\\\\376 uv 1\\\\n'", prints: 'uv \\d' }
  - { run: "python -c 'import no_such' || true" }`,
    });
    const message = failed(ran);
    expect(message).toMatch(/1 of 2 checks/);
    expect(message).toMatch(
      /printed a traceback\n.*ModuleNotFoundError: No module named 'no_such'/s,
    );
  });

  test("without Python files, commands and claims are still checked", async () => {
    const loader = "/lib64/ld-linux-x86-64.so.2";
    const libc = "/lib/x86_64-linux-gnu/libc.so.6";
    const image = build(`FROM ${baseImage()} AS base
FROM scratch
COPY --from=base ${loader} ${loader}
COPY --from=base ${libc} ${libc}
COPY --from=base /bin/sh /bin/sh
COPY --from=base /bin/sleep /bin/sleep
`);
    const passing = await verify(image, {
      checks: `files: [/bin/sh]
executes: [{ run: sleep 60, runs-for: 1s }, { run: "echo x > /made", creates: /made }]
claims: { one-2: { run: echo one 2, prints: 'one \\d' } }`,
    });
    expect(passing).toMatchObject({ exitCode: 0, outputs: { passed: "4" } });
    const failing = await verify(image, { checks: "imports: [app]\nfiles: [/none]" });
    expect(failed(failing)).toMatch(/import app: failed.*no Python/);
  });

  test("without Python and shell nothing can be checked, which is told", async () => {
    const image = build(
      `FROM ${baseImage()} AS base\nFROM scratch\nCOPY --from=base /etc/hostname /x\n`,
    );
    expect(refused(await verify(image), "LA607")).toMatch(/neither a shell .* nor a Python/);
  });

  test("an image that nobody has, and an engine that is not there", async () => {
    const id = `sha256:${"0".repeat(64)}`;
    refused(await verify(id), "LA604");
    refused(await verify(`127.0.0.1:1/a/b@${id}`), "LA604");
    const ran = await runAction("verify-image", {
      event: production,
      with: { image: good, checks, version: "1.0" },
      env: { DOCKER_HOST: `unix://${folder.path}/none.sock` },
    });
    refused(ran, "LA605");
  });

  test("a cancelled step takes its container with it", async () => {
    const definition = actionDefinition("verify-image");
    const given = { image: good, checks: "executes: [{ run: sleep 50 }]", version: "1.0" };
    const inputs = Object.entries(inputsFor(definition, production, given)).map(
      ([name, value]): [string, string] => [`INPUT_${name.toUpperCase()}`, value],
    );
    const output = join(folder.path, "output");
    await writeFile(output, "");
    const child = spawn(process.execPath, [join(actionsRoot, "verify-image", "dist", "index.js")], {
      env: { ...process.env, ...Object.fromEntries(inputs), GITHUB_OUTPUT: output },
    });
    const ended = once(child, "exit");
    await started();
    child.kill("SIGINT");
    expect(await ended).toEqual([1, null]);
    expect(leftOver()).toBe("");
  });
});

describeWith("docker-registry", "with a registry", () => {
  describeWithEngine("and a container engine", () => {
    test("the disk is held against the image that is pulled, also of an index", async () => {
      await using registry = await startRegistry();
      const path = "owner/name";
      // Layers of 1,000 bytes, which are no archives: a pull that is begun comes to nothing.
      const image = await pushImage(registry, path, "x".repeat(1000), undefined, dockerTypes);
      const { digest: index } = await pushIndex(
        registry,
        path,
        "x".repeat(1000),
        undefined,
        dockerTypes,
      );
      for (const digest of [image, index]) {
        const pinned = `${registry.host}/${path}@${digest}` as PinnedImage;
        const require = (bytes: number) =>
          requireImage(pinned, {
            docker: callDocker,
            freeBytes: () => Promise.resolve(bytes),
            signal: new AbortController().signal,
          });
        expect(await require(1999)).toMatchObject({ refusals: [{ name: "disk-too-small" }] });
        expect(await require(2000)).toMatchObject({ refusals: [{ name: "image-missing" }] });
      }
    });
  });
});
