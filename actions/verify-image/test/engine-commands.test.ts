/** What LabLink's live workflows check of its images by `docker run`, on a real engine. */
import { chmod, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect } from "@jest/globals";
import { baseImage, describeWithEngine, temporaryDirectory, tried } from "@lablink-actions/testkit";
import {
  build,
  containersOf,
  docker,
  failed,
  hostOf,
  refused,
  removeImages,
  rowsOf,
  started,
  verifyAlone,
} from "./engine-support.ts";

/** As LabLink's client has it: without its secret it ends in a traceback, with it it goes on and on. */
const checkGpu = [
  "#!/usr/bin/python3",
  "import os, sys, time",
  "def main():",
  '    if not os.environ.get("CLIENT_SECRET"):',
  '        raise RuntimeError("CLIENT_SECRET environment variable is required")',
  '    print("WARNING nvidia-smi not found", file=sys.stderr, flush=True)',
  "    time.sleep(600)",
  "main()",
].join("\\n");

const client = () =>
  build(`FROM ${baseImage()}
RUN useradd --create-home client && printf '${checkGpu}\\n' > /usr/bin/check_gpu && \\
  printf '#!/usr/bin/python3\\nimport no_such\\n' > /usr/bin/subscribe && \\
  chmod +x /usr/bin/check_gpu /usr/bin/subscribe && mkdir /home/client/lablink-client
`);

describeWithEngine("with a container engine", () => {
  afterAll(removeImages, 120_000);

  tried(
    "check_gpu as LabLink's client has it: it prints something however it ends, and without CLIENT_SECRET ends in a traceback",
    "exit: any takes every end, a traceback only of the exception that is named, and a missing command never",
    async () => {
      const ran = await verifyAlone(
        await client(),
        `executes:
  - { run: check_gpu, exit: any, runs-for: 4s, prints: nvidia-smi, env: { CLIENT_SECRET: x } }
  - { run: check_gpu || exit 3, exit: any, traceback: RuntimeError, prints: [^RuntimeError, 'required$'] }
  - { run: check_gpu 2>&1, exit: any, prints: CLIENT_SECRET }
  - { run: subscribe, exit: any, traceback: RuntimeError }
  - { run: no-such-command, exit: any, prints: . }
  - { run: kill -9 $$, exit: any, creates: /none }
  - { run: "echo uv 0.6.8; echo other", prints: ['^uv', '^none'] }
  - { run: "uv() { echo uv 0.6.8; }; uv", prints: '^uv \\d' }
`,
      );
      expect(Object.values(rowsOf(ran))).toEqual([
        "passed ran for 4 s; WARNING nvidia-smi not found",
        "passed RuntimeError: CLIENT_SECRET environment variable is required",
        "failed printed a traceback",
        "failed printed a traceback that ends in ModuleNotFoundError, not in RuntimeError",
        "failed the command is missing",
        "failed did not create /none",
        "failed printed nothing that matches ^none",
        "passed uv 0.6.8",
      ]);
    },
    120_000,
  );

  tried(
    "a command with a user, a folder and variables of its own, on a real engine",
    "it has them, and the next command has none of them",
    async () => {
      const ran = await verifyAlone(
        await client(),
        `executes:
  - run: echo $(id -un) $HOME $PWD $OWN
    user: client
    in: /home/client/lablink-client
    env: { OWN: "a 'quoted' $value" }
    prints: "^client /home/client /home/client/lablink-client a 'quoted' \\\\$value$"
  - { run: "echo $(id -un) $OWN.", prints: '^root \\.$' }
  - { run: "true", user: nobody-of-this-name }
`,
      );
      expect(failed(ran)).toMatch(/1 of 3 checks/);
      expect(Object.values(rowsOf(ran))[2]).toMatch(/the image has no user nobody-of-this-name/);
    },
    120_000,
  );

  tried(
    "one check with network: true among others, on a real engine",
    "the others run in a container without a network, and this one in a second container with it",
    async () => {
      const image = await client();
      const waits = "until [ -e /seen ]; do sleep 0.1; done";
      const running = verifyAlone(
        image,
        `executes:
  - { run: "${waits}; echo online", network: true }
  - { run: "${waits}; echo offline > /made", creates: /made }
  - { run: test ! -e /made, network: true }
files: [/usr/bin/check_gpu]
`,
      );
      const first = await started(image);
      expect(await hostOf(first)).toMatchObject({ network: "none" });
      await docker(["exec", first, "touch", "/seen"]);
      const second = await started(image, first);
      expect(await hostOf(second)).toMatchObject({
        network: "default",
        memory: 4 * 2 ** 30,
        pids: 1024,
      });
      await docker(["exec", second, "touch", "/seen"]);
      const ran = await running;
      expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "4" } });
      expect(await containersOf(image)).toBe("");
    },
    120_000,
  );

  tried(
    "a start-up script of the checkout that is mounted into an image, on a real engine",
    "it runs there, it is a copy that the image's user cannot write to, and a link out of the workspace is refused",
    async () => {
      await using folder = await temporaryDirectory();
      await using outside = await temporaryDirectory();
      const image = await client();
      const script = join(folder.path, "custom-startup.sh");
      const name = `${"deep/".repeat(30)}settings.ini`;
      await writeFile(
        script,
        "#!/bin/sh\necho EXECUTED; echo changed > $0; echo JQ_VERSION: jq-1.6\n",
      );
      await chmod(script, 0o755);
      await writeFile(join(folder.path, "settings.ini"), "[a]\n");
      await writeFile(join(outside.path, "secret"), "x");
      await symlink(join(outside.path, "secret"), join(folder.path, "link"));
      const checks = `mounts:
  /docker_scripts/custom-startup.sh: custom-startup.sh
  /docker_scripts/${name}: settings.ini
executes:
  - run: /docker_scripts/custom-startup.sh
    user: client
    prints: [EXECUTED, '^JQ_VERSION: jq-', "(?:Permission denied|cannot create)"]
  - { run: "cat /docker_scripts/${name}", prints: '^\\[a\\]$', network: true }
  - { run: "echo x > /docker_scripts/custom-startup.sh" }
`;
      const ran = await verifyAlone(image, checks, folder.path);
      expect(ran).toMatchObject({ exitCode: 0, outputs: { passed: "3" } });
      expect(await readFile(script, "utf8")).toContain("EXECUTED");

      const unreadable = await verifyAlone(
        image,
        "mounts: { /a: no-such-file, /b: link, /c: . }\nfiles: [/]",
        folder.path,
      );
      expect(unreadable.annotations.map(({ title }) => title)).toEqual(
        Array.from({ length: 3 }, () => "LA611 mount-unreadable"),
      );
      expect(unreadable.annotations.map(({ message }) => message).join("\n")).toMatch(
        /"no-such-file" for \/a, which is not in.*"link" for \/b, which is a link that leads out.*"\." for \/c, which is not a file/s,
      );

      const below = "mounts: { /etc/passwd/x: settings.ini }\nexecutes: [{ run: exit 0 }]";
      expect(refused(await verifyAlone(image, below, folder.path), "LA612")).toMatch(
        /could not put \/etc\/passwd\/x into the image: .*not a directory/,
      );
      expect(await containersOf(image)).toBe("");
    },
    120_000,
  );
});
