import type { TriggerPolicy } from "@lablink-actions/release-core";
import { declaredByAll, declaredTags } from "./declared-tags.ts";
import { type ImageConfig, imageWithDefaults } from "./image-config.ts";
import { versionInputOf } from "./inputs.ts";
import type { WrittenConfig } from "./written-config.ts";

/** What environments, refs and the suffix of development tags are if nothing says otherwise; the same in every action.yml. */
export const defaultPolicy = {
  developmentEnvironments: ["test", "ci-test"],
  productionEnvironments: ["prod"],
  productionRefs: ["*"],
  productionOn: "dispatch",
  developmentSuffix: "-test",
} as const;

/** What a repository ships, with every default filled in. */
export interface ReleaseConfig extends TriggerPolicy {
  /** The end of every development tag. */
  readonly developmentSuffix: string;
  /** The Simple API of the index that packages are published to; empty for the runner's own. */
  readonly index: string;
  /** The address that packages are uploaded to; empty for uv's default. */
  readonly publishUrl: string;
  readonly packages: readonly PackageConfig[];
  /** Empty in a repository that has only packages. */
  readonly images: readonly ImageConfig[];
}

export interface PackageConfig {
  readonly name: string;
  readonly directory: string;
  /** Empty for bare tags. */
  readonly tagPrefix: string;
  readonly versionInput: string;
  readonly tests: TestsConfig;
}

/** How a package is tested, as written. What pyproject.toml decides is undefined if the file does not say it. */
interface TestsConfig {
  /** Empty: the version that uv chooses. */
  readonly python: readonly string[];
  readonly install: string | undefined;
  /** Empty if there is none. */
  readonly setup: string;
  readonly lint: string | undefined;
  readonly test: string | undefined;
  readonly publishTest: string | undefined;
  /** An image; empty if the tests need no server. */
  readonly postgres: string;
}

/** The configuration, with the default of each key that is not written. The caller must have checked its meaning. */
export function withDefaults(written: WrittenConfig, owner: string): ReleaseConfig {
  const { registry, index = "", "publish-url": publishUrl = "", packages, images = {} } = written;
  const inputOf = versionInputOf(packages);
  const read = new Map(
    Object.entries(packages).map(([name, entry]) => [
      name,
      {
        name,
        directory: entry.directory,
        tagPrefix: declaredTags([name, entry]).prefix,
        versionInput: inputOf(name),
        tests: {
          python: entry.python ?? [],
          install: entry.install,
          setup: entry.setup ?? "",
          lint: entry.lint,
          test: entry.test,
          publishTest: entry["publish-test"],
          postgres: entry.postgres ?? "",
        },
      },
    ]),
  );
  return {
    index,
    publishUrl,
    developmentEnvironments:
      written["development-environments"] ?? defaultPolicy.developmentEnvironments,
    productionEnvironments:
      written["production-environments"] ?? defaultPolicy.productionEnvironments,
    productionRefs: written["production-refs"] ?? defaultPolicy.productionRefs,
    productionOn: written["production-on"] ?? defaultPolicy.productionOn,
    releaseTags: declaredByAll(written),
    developmentSuffix: written["development-suffix"] ?? defaultPolicy.developmentSuffix,
    packages: [...read.values()],
    images: Object.entries(images).map(([name, entry]) => {
      return imageWithDefaults(name, entry, { registry, owner, packages: read });
    }),
  };
}
