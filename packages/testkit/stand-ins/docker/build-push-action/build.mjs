import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
const lines = (name) =>
  input(name)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
const options = (option, values) => values.flatMap((value) => [option, value]);
const docker = (words, stdio = "inherit") =>
  execFileSync("docker", words, {
    encoding: "utf8",
    stdio: ["ignore", stdio, "inherit"],
    env: { ...process.env, DOCKER_BUILDKIT: "1" },
  });

const architecture = docker(
  ["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"],
  "pipe",
).trim();
if (input("platforms") !== architecture) {
  throw new Error(`This engine builds for ${architecture}, not for ${input("platforms")}`);
}
const idFile = join(mkdtempSync(join(tmpdir(), "build-")), "id");
docker([
  "build",
  ...(process.env.CI ? ["--progress=plain"] : []),
  "--network=host",
  "--iidfile",
  idFile,
  ...(input("no-cache") === "true" ? ["--no-cache"] : []),
  ...options("--build-arg", lines("build-args")),
  ...options("--tag", lines("tags")),
  ...options("--label", lines("labels")),
  "--file",
  input("file"),
  input("context"),
]);
const imageid = readFileSync(idFile, "utf8").trim();
let digest = imageid;
if (input("push") === "true") {
  for (const tag of lines("tags")) docker(["push", tag]);
  const [reference] = lines("tags");
  const name = reference.slice(0, reference.lastIndexOf(":"));
  const known = JSON.parse(
    docker(["image", "inspect", "--format", "{{json .RepoDigests}}", imageid], "pipe"),
  );
  digest = known.find((it) => it.startsWith(`${name}@`))?.split("@")[1];
}
const metadata = JSON.stringify({
  "containerimage.config.digest": imageid,
  "containerimage.digest": digest,
});
appendFileSync(
  process.env.GITHUB_OUTPUT,
  `imageid=${imageid}\ndigest=${digest}\nmetadata=${metadata}\n`,
);
