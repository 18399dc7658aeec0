/** What images.yml asks of BuildKit, asked of a real one: a build without any account, and a push of what it left. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeUnless,
  describeWith,
  missingBuildKit,
  registryAccount,
  startBuildKit,
  startRegistry,
  type TestBuildKit,
  type TestRegistry,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";

const workflow = readFileSync(resolve(".github/workflows/images.yml"), "utf8");

/** A text of the workflow. */
function inWorkflow(pattern: RegExp): string {
  const text = pattern.exec(workflow)?.[1];
  if (text === undefined) throw new Error(`images.yml has no ${pattern}`);
  return text;
}

const output = inWorkflow(/format\('(type=oci,[^']*)', runner\.temp\)/);
const cacheTo = inWorkflow(/format\('(type=gha,[^']*)', matrix\.name/);
const push = inWorkflow(/run: (docker buildx imagetools create .*)$/m);

let registry: TestRegistry;
let buildkit: TestBuildKit;
const cleanUp = new AsyncDisposableStack();

/** A folder of docker's configuration, with buildx, and the registry's account if it may be used. */
async function dockerConfiguration(hasAccount: boolean): Promise<string> {
  const folder = cleanUp.use(await temporaryDirectory()).path;
  const buildx = spawnSync("sh", ["-c", "command -v buildx"], { encoding: "utf8" }).stdout.trim();
  mkdirSync(join(folder, "cli-plugins"));
  symlinkSync(resolve(buildx), join(folder, "cli-plugins/docker-buildx"));
  const { username, password } = registryAccount;
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  const auths = hasAccount ? { [registry.host]: { auth } } : {};
  writeFileSync(join(folder, "config.json"), JSON.stringify({ auths }));
  return folder;
}

/** Runs a line of the workflow, or of a build, as a step does. */
function run(
  line: string,
  folder: string,
  configuration: string,
  env: Record<string, string> = {},
) {
  const ran = spawnSync("bash", ["-ec", line], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...buildkit.env, ...env, DOCKER_CONFIG: configuration },
  });
  return { exitCode: ran.status, said: ran.stdout + ran.stderr };
}

/** A folder with a Dockerfile, and how to build it there as the workflow does. */
async function context(dockerfile: string) {
  const folder = cleanUp.use(await temporaryDirectory()).path;
  writeFileSync(join(folder, "Dockerfile"), dockerfile);
  const options = [
    ...["--provenance", "mode=max", "--output", output.replace("{0}", folder)],
    ...["--metadata-file", "metadata.json", "--platform", "linux/amd64"],
  ];
  const build = `docker buildx build ${options.join(" ")} "$@" .`;
  const digest = () =>
    JSON.parse(readFileSync(join(folder, "metadata.json"), "utf8"))["containerimage.digest"];
  return { folder, build, digest };
}

/** A token of GitHub's cache, as BuildKit reads it. */
function cacheToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const scopes = JSON.stringify([{ Scope: "refs/heads/main", Permission: 3 }]);
  const parts = [
    { alg: "HS256", typ: "JWT" },
    { ac: scopes, nbf: now - 60, exp: now + 3600, iat: now },
    "none",
  ];
  return parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}

test("no step before the build leaves the account that pushes, and no step of the build gets it", () => {
  const steps = workflow.split(/^ {6}- name: /m).slice(1);
  const names = steps.map((step) => step.slice(0, step.indexOf("\n")));
  const build = steps.findIndex((step) => step.includes("uses: docker/build-push-action"));
  const withAccount = steps.flatMap((step, index) =>
    /(?:github\.token|registry-password) \}\}/.test(step) ? [[names[index], index > build]] : [],
  );
  expect(withAccount).toEqual([
    // An action of our own, whose inputs only its process gets.
    ["See whether this version is released already", false],
    ["Log in to the registry", true],
    ["Log in to ghcr.io", true],
    ["Log in to the other registry", true],
  ]);
  // Its default is the run's token.
  expect(steps[build]).toContain('github-token: ""');
  // A build record is an artifact, and shows how an image was built.
  expect(steps[build]).toContain('DOCKER_BUILD_RECORD_UPLOAD: "false"');
});

describeUnless(missingBuildKit(), "images.yml and a real BuildKit", () => {
  describeWith(["docker", "docker-registry"], "and a registry that requires an account", () => {
    beforeAll(async () => {
      registry = cleanUp.use(await startRegistry({ login: "basic" }));
      buildkit = cleanUp.use(await startBuildKit());
    }, 60_000);
    afterAll(() => cleanUp.disposeAsync(), 60_000);

    /** Builds without the account, then pushes with it. */
    async function pushed(name: string, dockerfile: string) {
      const { folder, build, digest } = await context(dockerfile);
      const built = run(build, folder, await dockerConfiguration(false));
      expect(built).toMatchObject({ exitCode: 0 });
      const env = {
        CANDIDATE: `${registry.host}/owner/${name}:candidate`,
        DIGEST: digest(),
        FOLDER: join(folder, "candidate"),
      };
      const configuration = await dockerConfiguration(true);
      expect(run(push, folder, configuration, env)).toMatchObject({ exitCode: 0 });
      const headers = { accept: "application/vnd.oci.image.index.v1+json" };
      const answer = await registry.ask(`owner/${name}`, "manifests/candidate", { headers });
      const { manifests } = (await answer.json()) as {
        manifests: { readonly platform: { readonly architecture: string } }[];
      };
      const platforms = manifests.map(({ platform }) => platform.architecture);
      const said = answer.headers.get("docker-content-digest");
      return { digest: digest(), said, platforms };
    }

    tried(
      "An image that BuildKit exports to a folder without a login, and that buildx copies to the registry after it",
      "The registry has the digest that was built, with its provenance",
      async () => {
        const one = await pushed("one", "FROM scratch\nCOPY . /one\n");
        expect([one.said, one.platforms]).toEqual([one.digest, ["amd64", "unknown"]]);
      },
      60_000,
    );

    tried(
      "A Dockerfile that asks for an image of the registry which only the run's account may read",
      "The build does not get it, unless the caller gives an account for base images",
      async () => {
        await pushed("private", "FROM scratch\nCOPY . /private\n");
        const dockerfile = `FROM ${registry.host}/owner/private:candidate\nLABEL two=2\n`;
        const { folder, build } = await context(dockerfile);
        const refused = run(build, folder, await dockerConfiguration(false));
        expect(refused.exitCode).toBe(1);
        expect(refused.said).toMatch(/401|unauthorized|no basic auth/i);
        expect(run(build, folder, await dockerConfiguration(true))).toMatchObject({ exitCode: 0 });
      },
      60_000,
    );

    tried(
      "GitHub's cache, where nothing answers when BuildKit writes to it",
      "The build is green; without ignore-error it is red",
      async () => {
        const { folder, build } = await context("FROM scratch\nLABEL three=3\n");
        const configuration = await dockerConfiguration(false);
        const env = {
          ACTIONS_CACHE_SERVICE_V2: "true",
          ACTIONS_RESULTS_URL: "http://127.0.0.1:1/",
          ACTIONS_RUNTIME_TOKEN: cacheToken(),
        };
        const withCache = (target: string) =>
          run(
            build.replace('"$@"', `--cache-from type=gha,scope=a --cache-to ${target}`),
            folder,
            configuration,
            env,
          );
        const target = cacheTo.replace("{0}-{1}", "a");
        expect(withCache(target)).toMatchObject({ exitCode: 0 });
        const strict = withCache(target.replace("ignore-error=true,", ""));
        expect(strict.exitCode).toBe(1);
        expect(strict.said).toContain("connection refused");
      },
      60_000,
    );
  });
});
