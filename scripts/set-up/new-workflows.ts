import { posix } from "node:path";
import type { ReleaseConfig } from "@lablink-actions/release-config";
import type { Checkout } from "./checkout.ts";
import { imagesWorkflow, versionInputs } from "./images-workflow.ts";
import { publishes } from "./publishing.ts";
import { flowList, publishingWorkflow } from "./publishing-workflow.ts";
import { tagPattern } from "./tag-prefix.ts";
import type { Workflow } from "./workflow.ts";

/** What the new workflows are made for. */
interface Given {
  readonly config: ReleaseConfig;
  readonly checkout: Checkout;
  /** The workflows that are there already. */
  readonly present: readonly Workflow[];
}

/** The thin workflows that a repository does not have yet: their texts by their path. */
export function newWorkflows(given: Given): ReadonlyMap<string, string> {
  const { config, present } = given;
  const branch = given.checkout.defaultBranch ?? "main";
  const files = new Map<string, string>();
  const caller = present.find(({ calls }) => calls.some(({ own }) => own === imagesWorkflow));
  let images = caller && posix.basename(caller.path);
  if (images === undefined && config.images.length > 0) {
    images = freeName("images", given);
    files.set(images, imagesText(config, branch));
  }
  const tests = ".github/workflows/python-ci.yml";
  if (!present.some(({ calls }) => calls.some(({ own }) => own === tests))) {
    files.set(freeName("ci", given), testsText(branch));
  }
  if (!present.some(publishes)) {
    for (const { base, packages, prefixes } of releases(config)) {
      const tags = [...new Set(prefixes.map(tagPattern))];
      const text = publishingWorkflow({ base, packages, tags, branch, images });
      files.set(freeName(base, given), text);
    }
  }
  return new Map([...files].map(([name, text]) => [`.github/workflows/${name}`, text]));
}

/** One workflow publishes all packages, unless a tag releases several: each of them then has its own. */
function releases({ packages }: ReleaseConfig) {
  const prefixes = packages.map(({ tagPrefix }) => tagPrefix);
  const isShared = prefixes.some((prefix, at) => {
    return !prefix.includes("{package}") && prefixes.indexOf(prefix) !== at;
  });
  if (!isShared) return [{ base: "publish", packages: packages.map(({ name }) => name), prefixes }];
  return packages.map(({ name, tagPrefix }) => {
    return { base: `publish-${name}`, packages: [name], prefixes: [tagPrefix] };
  });
}

function freeName(base: string, { checkout: { readFile, hasFolder } }: Given): string {
  const names = [`${base}.yml`, `lablink-${base}.yml`];
  const free = names.find((name) => {
    // A file that git ignores is there too.
    const path = `.github/workflows/${name}`;
    return readFile(path) === undefined && !hasFolder(path);
  });
  if (free !== undefined) return free;
  throw new Error(`.github/workflows has ${names.join(" and ")} already. Rename one of them.`);
}

function imagesText(config: ReleaseConfig, branch: string): string {
  const { developmentEnvironments, productionEnvironments } = config;
  const options = [...developmentEnvironments, ...productionEnvironments];
  const production = productionEnvironments.join(", ");
  const inputs = [...versionInputs(config)].map(
    ([name, input]) => `      ${input}:
        description: Version of ${name} on the package index (${production} only)
        type: string
`,
  );
  const isByTag = config.productionOn === "tag";
  const tags = new Set(config.images.flatMap(({ released }) => released.map(patternOf)));
  // The index needs a while until it has what the same tag publishes.
  const isOfIndex = config.images.some(({ source }) => source === "index");
  return `name: Images

on:
  pull_request:
  push:
    branches: ${flowList([branch])}
${isByTag ? `    tags: ${flowList([...tags])}\n` : ""}  workflow_dispatch:
    inputs:
      environment:
        description: What to build; only ${production} builds what was released
        type: choice
        options: ${flowList(options)}
        default: ${JSON.stringify(options[0])}
${inputs.join("")}
permissions: {}

jobs:
  images:
    name: Images
    permissions:
      contents: read # to check out
      packages: write # to push images
    uses: talmolab/lablink-actions/.github/workflows/images.yml@v1
${isByTag && isOfIndex ? '    with:\n      index-wait: "900"\n' : ""}`;
}

const patternOf = ({ tagPrefix }: { readonly tagPrefix: string }): string => tagPattern(tagPrefix);

function testsText(branch: string): string {
  return `name: CI

on:
  pull_request:
  push:
    branches: ${flowList([branch])}

permissions: {}

jobs:
  ci:
    name: CI
    permissions:
      contents: read # to check out
    uses: talmolab/lablink-actions/.github/workflows/python-ci.yml@v1
`;
}
