/** What `npm run doctor` finds: nothing in the example, and each fault that is put into it. */
import { expect, test } from "@jest/globals";
import { examine } from "../scripts/set-up/examine.ts";
import { findingLine } from "../scripts/set-up/finding.ts";
import { checkoutOf, lablinkFiles } from "./set-up/checkouts.ts";

const example = lablinkFiles();
const config = ".github/lablink-actions.yml";
const images = ".github/workflows/lablink-images.yml";
const publish = ".github/workflows/publish-pip.yml";
const client = "packages/client/Dockerfile";

const linesOf = (files: ReadonlyMap<string, string>, given = {}) =>
  examine(checkoutOf(files, given)).map(findingLine);

/** What is found after a text in a file is replaced; an empty file stands for a deleted one. */
function foundWith(path: string, from: string, to: string): string[] {
  const text = example.get(path) ?? "";
  expect(text).toContain(from);
  const files = new Map(example).set(
    path,
    text.replace(from, () => to),
  );
  if (to === "" && from === text) files.delete(path);
  return linesOf(files);
}

/** The place of the first line in the example that has a text. */
function at(path: string, text: string): string {
  const lines = (example.get(path) ?? "").split(/(?<=\n)/);
  return `${path}:${lines.findIndex((line) => line.includes(text)) + 1}:`;
}

const publisher = `${at(publish, "publish:\n")} note: the trusted publisher of each package at the index must name the owner talmolab, the repository lablink, the workflow publish-pip.yml and the environment pypi. Set it in the settings of each package there. At GitHub, allow only version tags in the environment pypi.`;

test("nothing is wrong in the example, and the trusted publisher is named", () => {
  expect(example.size).toBeGreaterThan(20);
  expect(linesOf(example)).toEqual([publisher]);
});

test.each<readonly [string, string, string, string, string]>([
  [
    "a key that does not exist",
    config,
    "free-disk-space: true",
    "free-disk: true",
    `${at(config, "free-disk-space: true")} error LA503`,
  ],
  [
    "a package of another folder",
    config,
    "directory: packages/cli\n",
    "directory: packages/client\n",
    `${at("packages/client/pyproject.toml", "name =")} error LA207`,
  ],
  [
    "checks that are not there",
    config,
    "image-checks/client.yml",
    "image-checks/none.yml",
    'the checks of lablink-client-base-image, ".github/image-checks/none.yml", is not there',
  ],
  [
    "a context that is not there",
    config,
    "context: packages/client",
    "context: packages/none",
    'the context of lablink-client-base-image, "packages/none", is not a folder',
  ],
  [
    "a Dockerfile that is not there",
    config,
    "dockerfile: packages/client/Dockerfile",
    "dockerfile: packages/client/Dockerfil",
    "packages/client/Dockerfil: error LA301",
  ],
  [
    "a Dockerfile that takes no version",
    client,
    "ARG PACKAGE_VERSION",
    "ARG PACKAGE_VERSIONS",
    `${client}: error LA304`,
  ],
  [
    "a Dockerfile's stage that is not there",
    config,
    "dockerfile: packages/client/Dockerfile",
    "target: none\n    dockerfile: packages/client/Dockerfile",
    `${client}: error LA307`,
  ],
  ["a workflow that is not YAML", images, "on:", "on: [", `${images}:`],
  [
    "a workflow of another shape",
    images,
    "jobs:",
    "job:",
    `${images}:1: error: the file lacks the key jobs`,
  ],
  [
    "no right to push images",
    images,
    "packages: write # to push images",
    "packages: read",
    `${at(images, "    permissions:")} error: the job images calls .github/workflows/images.yml and does not give packages: write`,
  ],
  [
    "rights that are left to settings",
    images,
    "\n    permissions:\n      contents: read # to check out\n      packages: write # to push images",
    "",
    "does not give contents: read, packages: write",
  ],
  [
    "an environment that nobody knows",
    images,
    "ci-test, prod",
    "ci-tests, prod",
    `${at(images, "options:")} error: "ci-tests" is not an environment of the configuration. Write prod, test or ci-test`,
  ],
  [
    "no production",
    images,
    ", prod]",
    "]",
    "the options of environment have no production environment (prod)",
  ],
  [
    "no environment",
    images,
    "      environment:",
    "      environments:",
    "the dispatch has no input environment",
  ],
  [
    "a version input of another name",
    images,
    "client_version:",
    "clients_version:",
    "the dispatch has no input client_version, which takes the version of lablink-client-service",
  ],
  [
    "a version of nothing",
    images,
    "      client_version:",
    "      cli_version: {}\n      client_version:",
    "the input cli_version is the version of nothing",
  ],
  [
    "an event that nothing is built for",
    images,
    "  pull_request:",
    "  pull_request_target:",
    `${at(images, "pull_request:")} error LA101`,
  ],
  [
    "an input that does not exist",
    images,
    "images.yml@v1",
    "images.yml@v1\n    with:\n      overwrites: x",
    "images.yml has no input overwrites. Correct or delete it. Is overwrite meant?",
  ],
  [
    "an action that does not exist",
    publish,
    "lablink-actions/publish-package@",
    "lablink-actions/publish-packages@",
    "lablink-actions has no publish-packages",
  ],
  [
    "a branch instead of a release",
    images,
    "images.yml@v1",
    "images.yml@main",
    "images.yml@main does not name a release",
  ],
  [
    "a required input that is missing",
    publish,
    "          dist: dist\n",
    "",
    "publish-package needs the input dist",
  ],
  [
    "an action without a commit",
    publish,
    "setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d",
    "setup-uv@v10",
    "astral-sh/setup-uv@v10 is not pinned by a commit",
  ],
  [
    "no right for trusted publishing",
    publish,
    "id-token: write",
    "contents: read",
    "the job publish calls publish-package and does not give id-token: write",
  ],
  [
    "publishing without an environment",
    publish,
    "    environment: pypi\n",
    "",
    "the job that publishes has no environment",
  ],
  [
    "a branch that is not there",
    publish,
    "          index-url: ${{ steps.images",
    "          branch: release\n          index-url: ${{ steps.images",
    "build-package requires that the tagged commit is on release, and there is no such branch",
  ],
  [
    "an image workflow that is not there",
    publish,
    "workflow: lablink-images.yml",
    "workflow: images.yml",
    'there is no workflow "images.yml", which is to build the images',
  ],
  [
    "tags that start nothing",
    publish,
    '["*_v*"]',
    '["v*"]',
    `${at(publish, "tags:")} warning: a version tag of lablink-cli, such as lablink-cli_v1.2.3, starts no workflow that publishes`,
  ],
])("%s", (_, path, from, to, line) => {
  expect(foundWith(path, from, to)).toContainEqual(expect.stringContaining(line));
});

test("a version that is declared and not named", () => {
  const files = new Map(example).set(client, "FROM scratch\nARG PACKAGE_VERSION\n");
  expect(linesOf(files)).toContainEqual(
    expect.stringContaining(`${client}: warning: ${client} declares ARG PACKAGE_VERSION in line 2`),
  );
});

test("no configuration: init is named, and nothing else is held against it", () => {
  const files = new Map(example);
  files.delete(config);
  expect(linesOf(files)).toEqual([
    `${config}: error: there is no ".github/lablink-actions.yml". npm run init writes one.`,
    publisher,
  ]);
});

test("a folder in the place of the configuration", () => {
  const files = new Map(example);
  files.delete(config);
  files.set(`${config}/x`, "");
  expect(linesOf(files)[0]).toBe(
    `${config}: error: .github/lablink-actions.yml is a folder. npm run init writes one.`,
  );
});

test("a setting of the repository gives no id-token, and may give packages", () => {
  const bare = (path: string) =>
    new Map(example).set(
      path,
      (example.get(path) ?? "").replaceAll(
        /^ *permissions:.*\n( +[\w-]+: (read|write) #.*\n)*/gm,
        "",
      ),
    );
  expect(linesOf(bare(images))).toContainEqual(
    expect.stringContaining(
      ": warning: the job images calls .github/workflows/images.yml and leaves it to",
    ),
  );
  expect(linesOf(bare(publish))).toContainEqual(
    expect.stringContaining(": error: the job publish calls publish-package and leaves it to"),
  );
});

test("an account needs neither id-token nor a trusted publisher", () => {
  const lines = foundWith(
    publish,
    "          dist: dist\n",
    "          dist: dist\n          username: x\n",
  );
  expect(lines).toEqual([]);
});

test("the configuration that a workflow names is the one that counts", () => {
  const files = new Map(example);
  for (const path of [images, publish, ".github/workflows/ci.yml", ".github/workflows/audit.yml"]) {
    files.delete(path);
  }
  files.set(".github/other.yml", "packages: {}\n");
  files.set(
    images,
    (example.get(images) ?? "").replace(
      "images.yml@v1",
      "images.yml@v1\n    with:\n      config: .github/other.yml",
    ),
  );
  expect(linesOf(files)).toEqual([expect.stringContaining(".github/other.yml:1: error LA503")]);
});
