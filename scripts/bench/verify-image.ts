/**
 * What it costs to look at an image: 20 checks by verify-image, beside the same 20 commands by docker run, in one
 * container and in one for each.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  baseImage,
  missingEngine,
  missingTools,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { bundle, docker, execute, medians, milliseconds, row } from "./measure.ts";

const runs = 5;
const modules = ["json", "ssl", "sqlite3", "asyncio", "email", "http.client", "logging", "venv"];
const commands = [
  ...modules.map((module) => `python3 -c "import ${module}"`),
  ...["python3 --version", "openssl version", "id -un", "uname -s"],
  ...["/etc/passwd", "/etc/ssl/certs", "/usr/bin/python3", "/usr/lib", "/bin/sh", "/tmp"].map(
    (path) => `test -e ${path}`,
  ),
  ...["test -x /usr/bin/env", "test -w /tmp"],
];

export async function benchVerifyImage(): Promise<void> {
  console.log(
    `\nverify-image, ${commands.length} checks of one image: medians of ${runs} runs in turn\n`,
  );
  const missing = missingEngine();
  if (missing) return console.log(`Left out: ${missing}.`);
  await using folder = await temporaryDirectory();
  const id = await docker("image", "inspect", "--format", "{{.Id}}", baseImage());
  const checks = JSON.stringify({ executes: commands.map((run) => ({ run })) });
  const verify = bundle("verify-image", "push-main", { image: id, checks }, folder.path);
  // As verify-image starts its own.
  const options = ["--rm", "--network", "none", "--entrypoint", "/bin/sh"];
  const inContainer = (command: string) => docker("run", ...options, id, "-c", command);
  const inOneEach = async () => {
    for (const command of commands) await inContainer(command);
  };

  const [empty = 0, all = 0, verified = 0] = await medians(
    [() => inContainer("true"), () => inContainer(commands.join(" && ")), () => execute(verify)],
    runs,
  );
  // Slow, and so only once.
  const [each = 0] = await medians([inOneEach], 1, 0);
  row("", "time", "× verify-image");
  const show = (title: string, time: number) =>
    row(title, milliseconds(time), (time / verified).toFixed(2));
  show("verify-image", verified);
  show("docker run true", empty);
  show("docker run with all of them in one sh -c", all);
  show("docker run for each of them, once", each);
  if (missingTools(["container-structure-test"]).length === 0) {
    show("container-structure-test, once", await structureTest(id, folder.path));
  } else console.log("Left out: container-structure-test is not installed.");
  const allowed = 1.5 * empty + (all - empty);
  console.log(
    `\nThe aim is at most 1.5 × docker run true plus the checks' own work, ${milliseconds(allowed)}: verify-image takes ${(verified / allowed).toFixed(2)} of it.`,
  );
}

async function structureTest(image: string, folder: string): Promise<number> {
  const config = join(folder, "structure.json");
  const tag = "lablink-bench:structure";
  const commandTests = commands.map((command) => ({
    name: command,
    command: "sh",
    args: ["-c", command],
  }));
  writeFileSync(config, JSON.stringify({ schemaVersion: "2.0.0", commandTests }));
  await docker("tag", image, tag);
  try {
    const words = ["container-structure-test", "test", "--image", tag, "--config", config];
    const [time = 0] = await medians([() => execute({ words })], 1, 0);
    return time;
  } finally {
    await docker("rmi", "--no-prune", tag);
  }
}
