/** Who sees a build argument: select-dockerfile's reading of Dockerfiles, compared with BuildKit's own. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  describeUnless,
  missingBuildKit,
  startBuildKit,
  type TestBuildKit,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { dockerfiles } from "../../actions/select-dockerfile/test/dockerfiles.ts";

let buildkit: TestBuildKit | undefined;

/** The build arguments that BuildKit says the last stage of a Dockerfile takes. */
function outline(text: string, folder: string): string[] {
  const { stdout, stderr, status } = spawnSync(
    "buildx",
    ["build", "--call=outline,format=json", folder],
    { encoding: "utf8", env: { ...process.env, ...buildkit?.env } },
  );
  if (status !== 0) throw new Error(`${text}\n${stderr}`);
  const { args = [] }: { args?: { name: string }[] } = JSON.parse(stdout);
  return args.map(({ name }) => name);
}

describeUnless(missingBuildKit(), "BuildKit", () => {
  beforeAll(async () => {
    buildkit = await startBuildKit();
  });

  afterAll(() => buildkit?.[Symbol.asyncDispose]());

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
});
