/**
 * Images as docker/build-push-action leaves them on a public repository: a real BuildKit pushes an index of the image
 * and its provenance. The bundles take it all the way, with the inputs that images.yml gives them.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  baseImage,
  describeUnless,
  describeWith,
  digestAt,
  missingBuildKit,
  missingEngine,
  runAction,
  startBuildKit,
  startRegistry,
  type TestBuildKit,
  type TestRegistry,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";

const version = "0.0.2a0";

/** An entry of read-release-config's output `images`, as far as it is used here. */
interface Planned {
  readonly id: string;
  readonly image: string;
  readonly platform: string;
  readonly version: string;
  readonly tags: string;
}

interface Descriptor {
  readonly digest: string;
  readonly platform: { readonly os: string; readonly architecture: string };
}

let registry: TestRegistry;
let buildkit: TestBuildKit;
const cleanUp = new AsyncDisposableStack();

/** A step of a production run; it must be green. */
async function step(action: string, inputs: Readonly<Record<string, string>>, workspace: string) {
  const ran = await runAction(action, {
    event: "dispatch-prod",
    with: inputs,
    workspace,
    timeout: 300_000,
    env: {
      DOCKER_CONFIG: join(workspace, "docker"),
      ...(process.env["DOCKER_HOST"] && { DOCKER_HOST: process.env["DOCKER_HOST"] }),
    },
  });
  expect({ action, exitCode: ran.exitCode, said: ran.exitCode === 0 ? "" : ran.log }).toEqual({
    action,
    exitCode: 0,
    said: "",
  });
  return ran;
}

/** A repository with one image for these platforms; what is in the image differs by platform. */
async function repository(name: string, platforms: readonly string[]) {
  const folder = cleanUp.use(await temporaryDirectory()).path;
  const packageFolder = join(folder, "package");
  mkdirSync(packageFolder, { recursive: true });
  mkdirSync(join(folder, ".github"));
  writeFileSync(
    join(packageFolder, "pyproject.toml"),
    `[project]\nname = "app"\nversion = "${version}"\n`,
  );
  writeFileSync(join(folder, "Dockerfile.dev"), "FROM scratch\n");
  writeFileSync(
    join(folder, "Dockerfile"),
    [
      "ARG TARGETARCH",
      `FROM ${registry.host}/base:1 AS amd64`,
      "FROM scratch AS arm64",
      "FROM ${TARGETARCH}",
      "ARG PACKAGE_VERSION",
      "COPY package /package",
      "",
    ].join("\n"),
  );
  writeFileSync(join(folder, "checks.yml"), "files: [/package/pyproject.toml]\n");
  writeFileSync(
    join(folder, ".github/lablink-actions.yml"),
    [
      `registry: ${registry.host}/owner`,
      "packages:",
      "  app: { directory: package, version-input: allocator_version }",
      "images:",
      `  ${name}:`,
      "    package: app",
      "    dockerfile: Dockerfile",
      `    platforms: [${platforms.join(", ")}]`,
      "    checks: checks.yml",
      "",
    ].join("\n"),
  );
  return folder;
}

/** Builds what is planned as build-push-action does on a public repository: with provenance, mode=max. */
async function build(
  folder: string,
  { image, platform }: Planned,
  tags: Readonly<Record<string, string>>,
) {
  const lines = (text: string, option: string) =>
    text.split("\n").flatMap((line) => (line === "" ? [] : [option, line]));
  const digest = await buildkit.build(folder, [
    ...["--file", join(folder, "Dockerfile"), "--platform", platform],
    ...["--build-arg", `PACKAGE_VERSION=${version}`, "--provenance", "mode=max", "--push"],
    ...["--tag", tags["candidate"] ?? "", ...lines(tags["labels"] ?? "", "--label")],
    ...lines(tags["annotations"] ?? "", "--annotation"),
  ]);
  return { digest, reference: `${image}@${digest}` };
}

/** The manifests that a tag of an image names. */
async function manifestsAt(name: string, tag: string): Promise<Descriptor[]> {
  const headers = { accept: "application/vnd.oci.image.index.v1+json" };
  const answer = await registry.ask(`owner/${name}`, `manifests/${tag}`, { headers });
  return ((await answer.json()) as { manifests: Descriptor[] }).manifests;
}

/** What the index that a tag names says of itself. */
async function annotationsAt(name: string, tag: string): Promise<Record<string, string>> {
  const headers = { accept: "application/vnd.oci.image.index.v1+json" };
  const answer = await registry.ask(`owner/${name}`, `manifests/${tag}`, { headers });
  return ((await answer.json()) as { annotations: Record<string, string> }).annotations;
}

const platformsOf = (manifests: readonly Descriptor[]) =>
  manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`);

/** Plan, tags, build, find, verify and promote, as images.yml does it. */
async function release(name: string, platforms: readonly string[]) {
  const folder = await repository(name, platforms);
  const { outputs } = await step("read-release-config", {}, folder);
  const planned = outputs["images"] ?? "[]";
  const verified = join(folder, "verified");
  mkdirSync(verified);
  const built: { digest: string; reference: string }[] = [];
  const findings = new Map<Planned, Readonly<Record<string, string>>>();
  for (const one of JSON.parse(planned) as Planned[]) {
    const { image, platform, tags } = one;
    const given = { image, platform, tags, version: one.version };
    const { outputs: computed } = await step("compute-tags", given, folder);
    const find = { image, platform, "version-tags": computed["version-tags"] ?? "" };
    findings.set(one, find);
    expect((await step("find-released-image", find, folder)).outputs).toMatchObject({ digest: "" });
    const pushed = await build(folder, one, computed);
    built.push(pushed);
    if (platform === "linux/amd64") {
      const check = { image: pushed.reference, "checks-file": "checks.yml", version };
      await step("verify-image", check, folder);
    }
    writeFileSync(join(verified, `${one.id}.digest`), pushed.digest);
  }
  await step("promote-image", { planned, verified: "verified" }, folder);
  const found = [];
  for (const find of findings.values()) {
    found.push((await step("find-released-image", find, folder)).outputs["digest"]);
  }
  return { built, found };
}

describeUnless(missingBuildKit() ?? missingEngine(), "an index with provenance", () => {
  describeWith(["docker-registry"], "pushed by BuildKit", () => {
    beforeAll(async () => {
      registry = cleanUp.use(await startRegistry());
      buildkit = cleanUp.use(await startBuildKit());
      const base = `${registry.host}/base:1`;
      execFileSync("docker", ["tag", baseImage(), base]);
      execFileSync("docker", ["push", "--quiet", base], { stdio: "ignore" });
      execFileSync("docker", ["rmi", "--no-prune", base], { stdio: "ignore" });
    }, 120_000);
    afterAll(() => cleanUp.disposeAsync(), 60_000);

    tried(
      "An image of one platform that BuildKit pushed with its provenance",
      "It is verified and promoted as that index, and found again by its version",
      async () => {
        const { built, found } = await release("one", ["linux/amd64"]);
        const [{ digest } = { digest: "" }] = built;
        expect(found).toEqual([digest]);
        for (const tag of [version, `linux-amd64-${version}`, "latest"]) {
          expect([tag, await digestAt(registry, "owner/one", tag)]).toEqual([tag, digest]);
        }
        expect(await annotationsAt("one", version)).toMatchObject({
          "org.opencontainers.image.title": "one",
          "org.opencontainers.image.version": version,
        });
        expect(platformsOf(await manifestsAt("one", "latest"))).toEqual([
          "linux/amd64",
          "unknown/unknown",
        ]);
      },
      300_000,
    );

    tried(
      "Images of two platforms that BuildKit pushed, each with its provenance",
      "A tag they share names one index of both images and both attestations, and each is found again by its version",
      async () => {
        const { built, found } = await release("two", ["linux/amd64", "linux/arm64"]);
        expect(found).toEqual(built.map(({ digest }) => digest));
        const shared = await manifestsAt("two", version);
        expect(platformsOf(shared).sort()).toEqual([
          "linux/amd64",
          "linux/arm64",
          "unknown/unknown",
          "unknown/unknown",
        ]);
        const children = await Promise.all(built.map(({ digest }) => manifestsAt("two", digest)));
        expect(shared.map(({ digest }) => digest).sort()).toEqual(
          children
            .flat()
            .map(({ digest }) => digest)
            .sort(),
        );
        expect(await digestAt(registry, "owner/two", "latest")).toBe(
          await digestAt(registry, "owner/two", version),
        );
        expect(await annotationsAt("two", version)).toMatchObject({
          "org.opencontainers.image.title": "two",
          "org.opencontainers.image.version": version,
          "org.opencontainers.image.source": expect.stringMatching(/^https:/),
          "org.opencontainers.image.revision": expect.stringMatching(/^[0-9a-f]{40}$/),
        });
      },
      300_000,
    );
  });
});
