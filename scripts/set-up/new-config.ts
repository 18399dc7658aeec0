import { stringify } from "yaml";
import type { Checkout } from "./checkout.ts";
import { findImages } from "./images.ts";
import { findPackages } from "./packages.ts";
import { findPrefixes } from "./tag-prefix.ts";

/** A configuration for a repository that has none. */
interface NewConfig {
  readonly text: string;
  /** What the repository does not say. */
  readonly open: readonly string[];
}

const heading = `# What this repository ships. All keys: https://github.com/talmolab/lablink-actions/tree/v1/read-release-config#the-file
`;

/** Writes down what a repository ships, as far as its files and tags say it; throws an error without any package. */
export function newConfig(checkout: Checkout): NewConfig {
  const { packages, open } = findPackages(checkout);
  if (packages.length === 0) {
    const others = open.map((it) => `\n  ${it}`).join("");
    throw new Error(
      `there is no Python package: no pyproject.toml has [project] with a name, and no setup.py has a name.${others}\nAdd the package first.`,
    );
  }
  const names = packages.map(({ name }) => name);
  const { prefixes, untagged } = findPrefixes(names, checkout.tags ?? []);
  const found = findImages(packages, checkout);
  const written = {
    // A tagged commit is built from its tag, which a dispatch would have to be started from.
    ...(found.images.some(({ source }) => source === "checkout") && { "production-on": "tag" }),
    packages: Object.fromEntries(
      packages.map(({ name, directory }) => {
        const prefix = prefixes.get(name);
        return [name, { directory, ...(prefix !== "{package}_v" && { "tag-prefix": prefix }) }];
      }),
    ),
    ...(found.images.length > 0 && {
      images: Object.fromEntries(found.images.map(({ name, ...image }) => [name, image])),
    }),
  };
  return {
    text: heading + stringify(written, { lineWidth: 0 }),
    open: [
      ...open,
      ...found.open,
      ...untagged.map((name) => {
        const prefix = prefixes.get(name)?.replace("{package}", name);
        return `how version tags of ${name} begin: no tag is one of it. Without another tag-prefix that is ${prefix}1.2.3`;
      }),
      ...found.images
        .filter(({ dockerfile }) => dockerfile.includes("/"))
        .map(({ name, context = "the repository" }) => {
          return `whether the build context of ${name} is ${context}`;
        }),
    ],
  };
}
