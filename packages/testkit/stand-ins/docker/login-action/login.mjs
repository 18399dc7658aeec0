import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";

const { INPUT_REGISTRY: registry, INPUT_USERNAME: username, INPUT_PASSWORD: input } = process.env;
// On GitHub each job has its own machine, and here all share one. So each job gets its own login.
const DOCKER_CONFIG = join(process.env.RUNNER_TEMP, "docker");
execFileSync("docker", ["login", "--username", username, "--password-stdin", registry], {
  env: { ...process.env, DOCKER_CONFIG },
  input,
  stdio: ["pipe", "inherit", "pipe"],
});
// docker looks for its plugins there.
const plugins = join(DOCKER_CONFIG, "cli-plugins");
const buildx = process.env.PATH.split(delimiter)
  .map((folder) => join(folder, "buildx"))
  .find(existsSync);
if (buildx !== undefined && !existsSync(join(plugins, "docker-buildx"))) {
  mkdirSync(plugins, { recursive: true });
  symlinkSync(realpathSync(buildx), join(plugins, "docker-buildx"));
}
appendFileSync(process.env.GITHUB_ENV, `DOCKER_CONFIG=${DOCKER_CONFIG}\n`);
