/** A run that calls images.yml twice. Artifacts belong to the run, so both calls share them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  describeWith,
  describeWithEngine,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { type LocalServices, startLocalServices } from "../../scripts/act/local-services.ts";
import { writeRelease } from "../../scripts/assemble-release.ts";
import { runImages, tagsIn } from "./images.ts";

const allocator = "talmolab/lablink-allocator-image";
const other = "talmolab/two/lablink-allocator-image";

let services: LocalServices;
let release: string;
const cleanUp = new AsyncDisposableStack();

/** Two calls of images.yml: images of one name, from Dockerfiles that say which call they are for. */
function callTwice(folder: string): void {
  const inFolder = (path: string) => join(folder, path);
  const read = (path: string) => readFileSync(inFolder(path), "utf8");
  const dockerfile = "packages/allocator/Dockerfile";
  for (const [call, path] of [
    ["two", "packages/allocator/Two"],
    ["one", dockerfile],
  ] as const) {
    const text = read(`${dockerfile}.dev`);
    writeFileSync(inFolder(`${path}.dev`), `${text}LABEL call=${call}\n`);
  }
  writeFileSync(inFolder("packages/allocator/Two"), read(dockerfile));
  const [config = ""] = read(".github/lablink-actions.yml").split("  lablink-client-base-image:");
  writeFileSync(inFolder(".github/lablink-actions.yml"), config);
  const two = config
    .replace(/^registry: .*$/m, "$&/two")
    .replace(`dockerfile: ${dockerfile}`, "dockerfile: packages/allocator/Two");
  writeFileSync(inFolder(".github/two.yml"), two);
  const workflow = read(".github/workflows/lablink-images.yml");
  const job = workflow.slice(workflow.indexOf("  images:\n"));
  writeFileSync(
    inFolder(".github/workflows/lablink-images.yml"),
    `${workflow}${job.replace("  images:", "  two:")}    with: { config: .github/two.yml }\n`,
  );
}

/** The call that an image says it was built for. */
async function callOf(image: string, digest: string): Promise<string | undefined> {
  const read = async (path: string, kind: string) => {
    const headers = { accept: `application/vnd.oci.image.${kind}.v1+json` };
    return (await services.registry.ask(image, path, { headers })).json();
  };
  const index = (await read(`manifests/${digest}`, "index")) as { manifests: { digest: string }[] };
  const built = (await read(`manifests/${index.manifests[0]?.digest}`, "manifest")) as {
    config: { digest: string };
  };
  const { config } = (await read(`blobs/${built.config.digest}`, "config")) as {
    config: { Labels: Record<string, string> };
  };
  return config.Labels["call"];
}

const programs = ["act", "buildx", "docker-registry", "git", "pypi-server", "uv"];

describeWithEngine("lablink-images.yml", () => {
  describeWith(programs, "with two calls of images.yml, run by act", () => {
    beforeAll(async () => {
      release = join(cleanUp.use(await temporaryDirectory()).path, "release");
      writeRelease(release, "0".repeat(40));
      services = cleanUp.use(await startLocalServices());
    }, 300_000);
    afterAll(() => cleanUp.disposeAsync(), 60_000);

    tried(
      "A run that calls images.yml twice, for images of one name in two places, while GitHub's cache fails",
      "Each call promotes its own images, and the run is green",
      async () => {
        const ran = await runImages({ services, release }, "push-main", {
          edit: callTwice,
          env: { LABLINK_STAND_IN_CACHE: "fails" },
        });
        expect(ran).toMatchObject({ exitCode: 0 });
        expect(ran.log.match(/WARNING: error writing layer blob/g)).toHaveLength(2);
        for (const [image, call] of [
          [allocator, "one"],
          [other, "two"],
        ] as const) {
          const tags = await tagsIn(services.registry, image);
          const digest = tags.get("latest-test") ?? "";
          expect(await callOf(image, digest)).toBe(call);
          expect(tags.get(`linux-amd64-${ran.commit}-test`)).toBe(digest);
        }
      },
      300_000,
    );
  });
});
