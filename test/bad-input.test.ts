/** Bad input, through the bundles: a refusal with code and remedy, exit code 1, no outputs. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";

const image = "ghcr.io/talmolab/image";

test.each<[string, string, Record<string, string>, string]>([
  [
    "an unknown boolean",
    "validate-version-tag",
    { package: "a", strict: "yes" },
    'LA902 input-invalid: the input strict is "yes", which is neither true nor false. Write strict: true or strict: false.',
  ],
  [
    "a Dockerfile with another spelling on disk",
    "select-dockerfile",
    { dockerfile: "packages/Dockerfile" },
    'LA301 dockerfile-missing: there is no "packages/Dockerfile.dev"; there is "packages/DockerFile.dev". Add the file, or correct dockerfile or development-dockerfile.',
  ],
  [
    "a Dockerfile before the checkout",
    "select-dockerfile",
    { dockerfile: "elsewhere/Dockerfile" },
    'LA301 dockerfile-missing: there is no "elsewhere/Dockerfile.dev": its folder is empty or not there. Check out the repository before this step, and correct the path.',
  ],
  [
    "an owner in upper case",
    "compute-tags",
    { image: "ghcr.io/TalmoLab/image" },
    'LA401 image-invalid: "ghcr.io/TalmoLab/image" is not the name of an image. Registries take lower case only: write ghcr.io/talmolab/image.',
  ],
  [
    "an empty image name",
    "compute-tags",
    { image: "ghcr.io/talmolab/" },
    'LA401 image-invalid: the image "ghcr.io/talmolab/" has no name. Write it like ghcr.io/owner/name: a registry, then a path in lower case, without tag or digest.',
  ],
  [
    "no image",
    "compute-tags",
    { image: "" },
    "LA901 input-missing: the input image is empty. Give image under with:.",
  ],
  [
    "a tag of 129 characters",
    "compute-tags",
    { image, tags: "x".repeat(124) },
    `LA402 tag-invalid: the tag "${"x".repeat(124)}-test", from the template "${"x".repeat(124)}", has 129 characters, and a tag must have at most 128. `,
  ],
  [
    "an unknown choice",
    "compute-tags",
    { image, "pull-request-tags": "uniq" },
    'LA902 input-invalid: the input pull-request-tags is "uniq". Use all or unique; unique may be meant.',
  ],
  [
    "no versions",
    "enforce-prod-version",
    { versions: "\n \n" },
    "LA901 input-missing: the input versions is empty. Give versions under with:, or from-checkout.",
  ],
  [
    "a time to wait that is not a number",
    "enforce-prod-version",
    { versions: "a==", wait: "10m" },
    'LA902 input-invalid: the input wait is "10m". Give whole seconds, from 0 to 21600.',
  ],
  [
    "a version without its package",
    "enforce-prod-version",
    { versions: "0.0.2a0" },
    'LA111 versions-invalid: the input versions has the line "0.0.2a0". Write one line package==version for each package. The version may be empty.',
  ],
])("%s is refused", async (_, action, inputs, message) => {
  await using workspace = await temporaryDirectory();
  mkdirSync(join(workspace.path, "packages"));
  writeFileSync(join(workspace.path, "packages", "DockerFile.dev"), "");
  const run = await runAction(action, {
    event: "push-main",
    with: inputs,
    workspace: workspace.path,
  });
  expect(run.annotations).toHaveLength(1);
  expect(run.annotations[0]).toMatchObject({ level: "error" });
  expect(run.annotations[0]?.message).toContain(message);
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toEqual({});
});

test("several problems are reported in one run", async () => {
  const inputs = { image: "", platform: "x", "pull-request-tags": "some", "event-name": "" };
  const run = await runAction("compute-tags", { event: "push-main", with: inputs });
  expect(run.annotations.map(({ title }) => title)).toEqual([
    "LA901 input-missing",
    "LA408 platform-invalid",
    "LA902 input-invalid",
    "LA901 input-missing",
  ]);
});

tried(
  "/etc, a path with .. and a link to /etc, given to every action that takes a path of the repository",
  "each action refuses each of them",
  async () => {
    const inputs: [action: string, input: string, file?: string, others?: object][] = [
      ["read-release-config", "config", "passwd"],
      ["audit-releases", "config", "passwd"],
      ["select-dockerfile", "dockerfile", "passwd"],
      ["select-dockerfile", "development-dockerfile", "passwd", { dockerfile: "Dockerfile" }],
      ["validate-version-tag", "directory", "", { package: "a" }],
      ["check-package", "dist", "", { package: "a" }],
      ["verify-image", "checks-file", "passwd"],
      ["write-config", "file", "passwd"],
      ["validate-config", "file", "passwd", { image: `sha256:${"0".repeat(64)}` }],
      ["plan-infrastructure", "directory"],
      ["apply-infrastructure", "directory"],
    ];
    await using workspace = await temporaryDirectory();
    symlinkSync("/etc", join(workspace.path, "link"));
    for (const [action, input, file = "", others = {}] of inputs) {
      for (const folder of ["/etc", "../etc", "link"]) {
        const path = join(folder, file);
        const run = await runAction(action, {
          event: "push-main",
          with: { ...others, [input]: path },
          workspace: workspace.path,
        });
        const message = `LA902 input-invalid: the input ${input} is ${JSON.stringify(path)}, which `;
        expect(run.annotations.map((one) => one.message)).toContainEqual(
          expect.stringContaining(message),
        );
        expect(run).toMatchObject({ exitCode: 1, outputs: {} });
      }
    }
  },
  60_000,
);
