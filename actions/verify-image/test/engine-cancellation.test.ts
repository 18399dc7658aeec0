/** A step that is cancelled, on a real engine, by a docker that is slow at one of its commands. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect } from "@jest/globals";
import {
  actionDefinition,
  actionsRoot,
  describeWithEngine,
  inputsFor,
  recordedEvent,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { build, containersOf, docker, removeImages } from "./engine-support.ts";

/** Cancels the step when docker gets a command, which it then begins slowly. At another one it hangs. */
async function cancelAt(
  command: string,
  image: string,
  slowly: string,
  hanging = "none",
): Promise<string> {
  await using folder = await temporaryDirectory();
  const bin = join(folder.path, "bin");
  await mkdir(bin);
  const path = process.env["PATH"] ?? "";
  const wrapper = `#!/bin/sh
PATH=${path}
if [ "$1" = ${command} ]; then : > ${folder.path}/reached; ${slowly}; fi
if [ "$1" = ${hanging} ]; then exec sleep 600; fi
exec docker "$@"
`;
  await writeFile(join(bin, "docker"), wrapper, { mode: 0o755 });
  const given = { image, checks: "executes: [{ run: 'true' }]" };
  const push = recordedEvent("push-main");
  const inputs = Object.entries(inputsFor(actionDefinition("verify-image"), push, given)).map(
    ([name, value]): [string, string] => [`INPUT_${name.toUpperCase()}`, value],
  );
  const output = join(folder.path, "output");
  await writeFile(output, "");
  const reached = reachedIn(folder.path);
  const bundle = join(actionsRoot, "verify-image", "dist", "index.js");
  const child = spawn(process.execPath, [bundle], {
    env: {
      ...process.env,
      ...Object.fromEntries(inputs),
      GITHUB_OUTPUT: output,
      PATH: `${bin}:${path}`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const said = text(child.stdout);
  await reached;
  child.kill("SIGINT");
  // The runner would end it by force.
  const late = setTimeout(() => child.kill("SIGKILL"), 7500);
  expect(await ended).toEqual([1, null]);
  clearTimeout(late);
  return said;
}

function reachedIn(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (name !== "reached") return;
      watcher.close();
      resolve();
    });
  });
}

describeWithEngine("with a container engine", () => {
  afterAll(removeImages, 120_000);
  const imageOf = (name: string) =>
    build(`FROM scratch\nLABEL test=${name} made-by=${process.pid}-${Date.now()}\n`);

  tried(
    "verify-image, cancelled while a real engine creates its container",
    "the container is not used, and does not stay",
    async () => {
      const image = await imageOf("creation");
      const said = await cancelAt("create", image, "sleep 0.5");
      expect(said).toContain("::error title=LA998 run-cancelled::");
      expect(await containersOf(image)).toBe("");
    },
    120_000,
  );

  tried(
    "verify-image, cancelled before a real engine starts its container, by a docker that hangs when it is to remove it",
    "within the 7.5 s of the runner it says which container is left, and how to remove it",
    async () => {
      const image = await imageOf("removal");
      const said = await cancelAt("start", image, "exec sleep 600", "rm");
      expect(said).toContain("::error title=LA610 container-left::");
      const [, command = ""] =
        /docker (rm --force --volumes lablink-verify-\S+?)[.\s]/.exec(said) ?? [];
      expect(await containersOf(image)).not.toBe("");
      await docker(command.split(" "));
      expect(await containersOf(image)).toBe("");
    },
    120_000,
  );
});
