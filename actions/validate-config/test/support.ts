/** Images with a program that checks a file. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ActionRun, runAction, temporaryDirectory } from "@lablink-actions/testkit";

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

/** Builds an image that no other test has, and gives its id. It can copy from a folder. */
export async function build(dockerfile: string, folder?: string): Promise<string> {
  const from = folder === undefined ? ["-"] : ["--file", "-", folder];
  const label = `org.lablink-actions.test=validate-config-${process.pid}`;
  const words = ["build", "--quiet", "--network", "none", "--label", label, ...from];
  const id = await docker(words, dockerfile);
  images.push(id);
  return id;
}

export async function removeImages(): Promise<void> {
  if (images.length > 0) await docker(["image", "rm", "--force", ...images.reverse()]);
}

/** The containers of an image, also those that have ended. */
export function containersOf(image: string): Promise<string> {
  return docker(["ps", "--all", "--quiet", "--filter", `ancestor=${image}`]);
}

/** Has an image look at a file with this text, which is called prod.yaml. */
export async function validate(
  image: string,
  text: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  await using workspace = await temporaryDirectory();
  writeFileSync(join(workspace.path, "prod.yaml"), text);
  return await runAction("validate-config", {
    event: "dispatch",
    with: { image, file: "prod.yaml", ...inputs },
    workspace: workspace.path,
    env: { DOCKER_HOST: process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock" },
    timeout: 120_000,
  });
}
