/** What BuildKit does with build arguments, and what select-dockerfile says of the same Dockerfiles and arguments. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  describeUnless,
  missingBuildKit,
  runAction,
  startBuildKit,
  type TestBuildKit,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { dockerfiles } from "../../actions/select-dockerfile/test/dockerfiles.ts";

let buildkit: TestBuildKit | undefined;

function buildx(...words: string[]) {
  const env = { ...process.env, ...buildkit?.env };
  return spawnSync("buildx", words, { encoding: "utf8", env });
}

/** Builds a folder with provenance, as build-push-action does for a public repository, and gives all bytes of it. */
function build(folder: string, argument: string): string {
  const file = join(folder, "image.tar");
  const words = ["--provenance=mode=max", "--output", `type=oci,dest=${file}`, "--progress=plain"];
  // Layers are compressed; the provenance is not.
  const { status, stderr } = buildx("build", ...words, "--build-arg", argument, folder);
  if (status !== 0) throw new Error(stderr);
  return readFileSync(file, "latin1");
}

/** The build arguments that BuildKit says the last stage of a Dockerfile takes. */
function outline(text: string, folder: string): string[] {
  const { stdout, stderr, status } = buildx("build", "--call=outline,format=json", folder);
  if (status !== 0) throw new Error(`${text}\n${stderr}`);
  const { args = [] }: { args?: { name: string }[] } = JSON.parse(stdout);
  return args.map(({ name }) => name);
}

describeUnless(missingBuildKit(), "BuildKit", () => {
  beforeAll(async () => {
    buildkit = await startBuildKit();
  });

  afterAll(async () => {
    await buildkit?.[Symbol.asyncDispose]();
  });

  tried(
    "Dockerfiles with here-documents, escape directives, continued lines and stages that are left out, given to BuildKit",
    "select-dockerfile finds the version's ARG in exactly those where BuildKit does",
    async () => {
      const found: string[] = [];
      for (const { title, text } of dockerfiles) {
        await using folder = await temporaryDirectory();
        // The syntax directive would fetch another frontend; it is tested that escape counts after it.
        writeFileSync(join(folder.path, "Dockerfile"), text.replace(/^# syntax=.*\n/, ""));
        if (outline(text, folder.path).includes("V")) found.push(title);
      }
      expect(found).toEqual(dockerfiles.flatMap(({ title, sees }) => (sees ? [title] : [])));
    },
  );

  tried(
    "a production Dockerfile without ARG PACKAGE_VERSION, given the version as a build argument of BuildKit",
    "BuildKit builds other code without an error, and select-dockerfile refuses the Dockerfile",
    async () => {
      await using folder = await temporaryDirectory();
      const path = join(folder.path, "Dockerfile");
      writeFileSync(path, "FROM scratch\nCOPY Dockerfile /app/\n");
      const select = () =>
        runAction("select-dockerfile", {
          event: "dispatch-prod",
          with: { dockerfile: "Dockerfile", version: "1.2.3" },
          workspace: folder.path,
        });
      expect(build(folder.path, "PACKAGE_VERSION=1.2.3")).not.toBe("");
      const refused = await select();
      expect(refused).toMatchObject({ exitCode: 1, outputs: {} });
      expect(refused.annotations[0]?.title).toBe("LA304 version-argument-missing");

      const taking = "FROM scratch\nARG PACKAGE_VERSION\nLABEL version=$PACKAGE_VERSION\n";
      writeFileSync(path, taking);
      const { outputs } = await select();
      expect(outputs["build-args"]).toBe("PACKAGE_VERSION=1.2.3");
      expect(build(folder.path, "PACKAGE_VERSION=1.2.3")).toContain('"version":"1.2.3"');
    },
  );

  tried(
    "a build argument with a password, given to BuildKit with provenance as for a public repository",
    "everybody can read it in the image, and select-dockerfile refuses it and does not show it",
    async () => {
      await using folder = await temporaryDirectory();
      writeFileSync(join(folder.path, "Dockerfile.dev"), "FROM scratch\nARG INDEX\n");
      writeFileSync(join(folder.path, "Dockerfile"), "FROM scratch\nARG INDEX\nLABEL a=b\n");
      const argument = "INDEX=https://reader:hunter2@index.example/simple";
      expect(build(folder.path, argument)).toContain("hunter2");
      const ran = await runAction("select-dockerfile", {
        event: "push-main",
        with: { dockerfile: "Dockerfile", "build-args": argument },
        workspace: folder.path,
      });
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations.map(({ title }) => title)).toEqual(["LA305 build-argument-secret"]);
      expect(ran.stdout + ran.summary).not.toContain("hunter2");
    },
  );
});
