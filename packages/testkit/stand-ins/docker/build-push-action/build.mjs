import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLayout } from "./layout.mjs";
import { readList } from "./lists.mjs";

const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
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
// The real one gives it to a build from a git address.
if (/^https?:/.test(input("context"))) throw new Error("The context must be a folder");
const [output, ...others] = readList(input("outputs"), true);
const folder = /^type=oci,tar=false,dest=([^,]+)$/.exec(output ?? "")?.[1];
if (others.length > 0 || (folder === undefined) !== (input("load") === "true")) {
  throw new Error("An image goes to one folder, or to the engine");
}
const buildArguments = readList(input("build-args"), true);
const idFile = join(mkdtempSync(join(tmpdir(), "build-")), "id");
docker([
  "build",
  ...(process.env.CI ? ["--progress=plain"] : []),
  "--network=host",
  "--iidfile",
  idFile,
  ...(input("no-cache") === "true" ? ["--no-cache"] : []),
  ...options("--build-arg", buildArguments),
  ...(input("target") === "" ? [] : ["--target", input("target")]),
  ...options("--secret", readList(input("secret-files"), true).map(secret)),
  ...options("--tag", readList(input("tags"), false)),
  ...options("--label", readList(input("labels"), true)),
  "--file",
  input("file"),
  input("context"),
]);
writeToCache(input("cache-to"));
const imageid = readFileSync(idFile, "utf8").trim();
const digest = folder === undefined ? imageid : writeLayout(folder, imageid, buildArguments);
const metadata = JSON.stringify({
  "containerimage.config.digest": imageid,
  "containerimage.digest": digest,
});
appendFileSync(
  process.env.GITHUB_OUTPUT,
  `imageid=${digest}\ndigest=${digest}\nmetadata=${metadata}\n`,
);

/** `name=path` as docker takes it. */
function secret(line) {
  const [id, src] = line.split(/=(.*)/s, 2);
  return `id=${id},src=${src}`;
}

/** GitHub's cache does not exist here. A build fails if it cannot be written, unless it may. */
function writeToCache(target) {
  if (target === "" || process.env.LABLINK_STAND_IN_CACHE !== "fails") return;
  const trouble = "error writing layer blob: failed to parse error response 503";
  if (!target.split(",").includes("ignore-error=true")) throw new Error(trouble);
  console.log(`WARNING: ${trouble}; ignored`);
}
