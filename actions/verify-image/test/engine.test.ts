/** Real images in a real container engine, by the bundle: a broken one of each kind. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, jest, test } from "@jest/globals";
import { docker as ownDocker, parsePinnedImage, requireImage } from "@lablink-actions/engine";
import {
  actionDefinition,
  actionsRoot,
  baseImage,
  describeWith,
  describeWithEngine,
  dockerTypes,
  inputsFor,
  pushImage,
  pushIndex,
  startRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import {
  build,
  checks,
  containersOf,
  docker,
  failed,
  healthy,
  hostOf,
  imageOf,
  production,
  refused,
  removeImages,
  site,
  started,
  verify,
} from "./engine-support.ts";

// An engine that copies whole images for each layer and container (vfs) takes seconds for each. Several tests wait
// at once.
jest.setTimeout(120_000);

describeWith(["pypi-server", "uv"], "with a real index", () => {
  describeWithEngine("and a container engine", () => {
    afterAll(removeImages, 120_000);

    test.concurrent("a healthy image passes with its silent server, in one container that is gone then", async () => {
      const image = await imageOf("healthy");
      const ran = await verify(image);
      expect(ran).toMatchObject({ exitCode: 0, annotations: [] });
      const { passed, failed, report } = ran.outputs;
      expect({ passed, failed }).toEqual({ passed: "14", failed: "0" });
      expect(JSON.parse(report ?? "")).toMatchObject({ image, channel: "production" });
      expect(ran.summary).toMatch(/executes serve \| passed.*ran for 1 s/);
      expect(await containersOf(image)).toBe("");
    });

    test.concurrent("every fault of a broken image is reported, in one annotation", async () => {
      const image = await imageOf(
        "broken",
        `RUN printf 'import no_such\\n' > ${site}/broken.py && rm /app/.venv/bin/make && \\
  sed -i 's/from app import/from broken import/' /app/.venv/bin/serve && \\
  printf '[console_scripts]\\nserve = broken:serve\\nmake = app:make\\n' > ${site}/app-1.0.dist-info/entry_points.txt && \\
  mkdir ${site}/pytest-8.0.dist-info && printf 'Metadata-Version: 2.1\\nName: pytest\\nVersion: 8.0\\n' > ${site}/pytest-8.0.dist-info/METADATA`,
      );
      const message = failed(await verify(image, { version: "1.0.1" }));
      expect(message).toMatch(/7 of 14 checks of sha256:\w+ failed/);
      expect(message).toMatch(/distribution app: failed.*1\.0 is installed, not 1\.0\.1/);
      expect(message).toMatch(/console script serve: failed.*No module named 'no_such'/);
      expect(message).toMatch(/console script make: failed.*bin\/make is missing/);
      expect(message).toMatch(/executes make: failed.*the command is missing/);
      expect(message).toMatch(/executes serve: failed.*printed a traceback/);
      expect(message).toMatch(/development tool pytest: failed.*8\.0 is installed, on production/);
    });

    test.concurrent("so is every command that does not do what it must", async () => {
      const image = await imageOf("commands");
      const ran = await verify(image, {
        checks: `executes:
  - { run: ": > /app/init.sql", creates: /app/init.sql }
  - { run: sleep 1, runs-for: 2s }
  - { run: head -c 50000000 /dev/urandom; echo; echo last words; exit 4 }
  - { run: test $(ls /sys/class/net | wc -l) -gt 1 }
  - { run: sleep 100 }
  - { run: "true" }`,
        timeout: "15",
      });
      const message = failed(ran);
      expect(message).toMatch(/6 of 6 checks/);
      expect(message).toMatch(/creates|init\.sql: failed.*left \/app\/init\.sql empty/);
      expect(message).toMatch(
        /sleep 1: failed.*ended after \d+\.\d s \(exit 0\), and should run for 2 s/,
      );
      expect(message).toMatch(/exit 4: failed.*ended by exit 4, not 0\n.*last words/s);
      // The container has no network, and no check asks for one.
      expect(message).toMatch(/-gt 1: failed.*ended by exit 1/);
      expect(message).toMatch(/sleep 100: failed.*did not end within \d+ s, and was killed/);
      expect(message).toMatch(/true: failed.*was not reached within the 15 s/);
      // The table of all of them is in both.
      for (const text of [ran.summary, ran.log])
        expect(text).toMatch(/executes sleep 100\s+[|│] failed/);
      expect(await containersOf(image)).toBe("");
    });

    test.concurrent("a probe that is killed is not a verdict", async () => {
      const image = await imageOf("killed");
      const running = verify(image, { checks: "executes: [{ run: sleep 30 }]" });
      const container = await started(image);
      expect(await hostOf(container)).toEqual({
        network: "none",
        memory: 4 * 2 ** 30,
        pids: 1024,
      });
      await docker(["kill", container]);
      expect(refused(await running, "LA607")).toMatch(/ended with 137, killed from outside/);
      expect(await containersOf(image)).toBe("");
    });

    test.concurrent("tests run as the user they name, and with the network they ask for", async () => {
      const image = await imageOf("tests");
      const running = verify(image, {
        event: "push-main",
        checks: `user: root
development: { tests: { run: "id -un; echo in $PWD; until [ -e /seen ]; do sleep 0.1; done", in: /app, user: nobody, network: true } }`,
      });
      const container = await started(image);
      // What the engine connects a container to by itself; here, without a bridge, that is nothing.
      expect(await hostOf(container)).toMatchObject({ network: "default" });
      await docker(["exec", container, "touch", "/seen"]);
      const ran = await running;
      expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "2" } });
      expect(ran.log).toMatch(/│ nobody\n│ in \/app\n/);
      const nobody = verify(image, {
        event: "push-main",
        checks: "development: { tests: { run: 'true', user: no-such-user } }",
      });
      expect(failed(await nobody)).toMatch(/the image has no user no-such-user/);
    });

    test.concurrent("with Python and without a shell everything is checked but what needs a shell", async () => {
      const image = await imageOf("shell-less", "RUN rm -f /bin/sh /bin/dash /bin/bash");
      const ran = await verify(image, {
        checks: `${checks}claims: { python-3: { run: python3 --version, prints: '^Python 3' } }`,
      });
      expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "15" } });
      const piped = await verify(image, { checks: "executes: [{ run: sh -c 'exit 0' }]" });
      expect(failed(piped)).toMatch(/the command is missing/);
    });

    test.concurrent("a command can print bytes that are not UTF-8, and one can end by an ImportError", async () => {
      const ran = await verify(await healthy(), {
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

    test.concurrent("without Python files, commands and claims are still checked", async () => {
      const loader = "/lib64/ld-linux-x86-64.so.2";
      const libc = "/lib/x86_64-linux-gnu/libc.so.6";
      const image = await build(`FROM ${baseImage()} AS base
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

    test.concurrent("without Python and a shell nothing can be checked, and the refusal says so", async () => {
      const image = await build(
        `FROM ${baseImage()} AS base\nFROM scratch\nCOPY --from=base /etc/hostname /x\n`,
      );
      expect(refused(await verify(image), "LA607")).toMatch(/neither a shell .* nor a Python/);
    });

    test.concurrent("an image that writes what the probe does not write is stopped, and removed", async () => {
      // Its shell knows the probe's word as well as the probe does.
      const image = await imageOf(
        "hostile",
        `RUN printf '#!/usr/bin/python3\\nimport json, sys, time\\nword = json.loads(sys.stdin.readline())["plan"]["nonce"]\\nprint("\\\\n%%s {" %% word, flush=True)\\ntime.sleep(600)\\n' > /liar && \\
  chmod +x /liar && mv --force /liar /bin/sh`,
      );
      const ran = await verify(image);
      expect(refused(ran, "LA607")).toMatch(/a line of the probe is not JSON/);
      expect(await containersOf(image)).toBe("");
    });

    test.concurrent("an image that nobody has, and an engine that is not there", async () => {
      const id = `sha256:${"0".repeat(64)}`;
      const host = "unix:///no-such-folder/none.sock";
      const [unknown, unreachable, noEngine] = await Promise.all([
        verify(id),
        verify(`127.0.0.1:1/a/b@${id}`),
        verify(await healthy(), { host }),
      ]);
      refused(unknown, "LA604");
      refused(unreachable, "LA604");
      refused(noEngine, "LA605");
    });

    test.concurrent("a cancelled step takes its container with it", async () => {
      await using folder = await temporaryDirectory();
      const image = await imageOf("cancelled");
      const definition = actionDefinition("verify-image");
      const given = { image, checks: "executes: [{ run: sleep 50 }]", version: "1.0" };
      const inputs = Object.entries(inputsFor(definition, production, given)).map(
        ([name, value]): [string, string] => [`INPUT_${name.toUpperCase()}`, value],
      );
      const output = join(folder.path, "output");
      await writeFile(output, "");
      const child = spawn(
        process.execPath,
        [join(actionsRoot, "verify-image", "dist", "index.js")],
        {
          env: { ...process.env, ...Object.fromEntries(inputs), GITHUB_OUTPUT: output },
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      const ended = once(child, "exit");
      const said = text(child.stdout);
      await started(image);
      child.kill("SIGINT");
      expect(await ended).toEqual([1, null]);
      expect(await said).toContain("::error title=LA998 run-cancelled::");
      expect(await containersOf(image)).toBe("");
    });
  });
});

describeWith("docker-registry", "with a registry", () => {
  describeWithEngine("and a container engine", () => {
    test("there must be room on the disk for the image that is pulled, also for one of an index", async () => {
      await using registry = await startRegistry();
      const path = "owner/name";
      // Layers of 1,000 bytes, which are not archives: a pull that begins fails.
      const content = ["x".repeat(1000), undefined, dockerTypes] as const;
      const image = await pushImage(registry, path, ...content);
      const { digest: index } = await pushIndex(registry, path, ...content);
      for (const digest of [image, index]) {
        const pinned = parsePinnedImage(`${registry.host}/${path}@${digest}`);
        if (!pinned.ok) throw new Error(`${digest} is a digest`);
        const require = (bytes: number) =>
          requireImage(pinned.value, {
            docker: ownDocker,
            freeBytes: () => Promise.resolve(bytes),
            signal: new AbortController().signal,
          });
        expect(await require(1999)).toMatchObject({ refusals: [{ name: "disk-too-small" }] });
        expect(await require(2000)).toMatchObject({ refusals: [{ name: "image-missing" }] });
      }
    });
  });
});
