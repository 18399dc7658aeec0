import { defaultTagTemplates, type TriggerPolicy } from "@lablink-actions/release-core";
import { declaredTags } from "./declared-tags.ts";
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

export interface ImageConfig {
  readonly name: string;
  /** The registry's host: `ghcr.io`. */
  readonly registry: string;
  /** The image with its registry: `ghcr.io/owner/name`. */
  readonly reference: string;
  readonly package: PackageConfig;
  readonly dockerfile: string;
  /** Empty: the production Dockerfile's path with `.dev` added. */
  readonly developmentDockerfile: string;
  readonly context: string;
  readonly platforms: readonly string[];
  readonly tags: readonly string[];
  /** The file with the image's checks; empty if it has none. */
  readonly checks: string;
  /** The build argument that takes the version on production. */
  readonly versionBuildArg: string;
  /** Seconds for all checks together. */
  readonly timeout: string;
  readonly freeDiskSpace: boolean;
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
  // A registry's names are in lower case; the names of GitHub's owners may have capitals.
  const base = registry ?? `ghcr.io/${owner.toLowerCase()}`;
  const [host = base] = base.split("/", 1);
  return {
    index,
    publishUrl,
    developmentEnvironments:
      written["development-environments"] ?? defaultPolicy.developmentEnvironments,
    productionEnvironments:
      written["production-environments"] ?? defaultPolicy.productionEnvironments,
    productionRefs: written["production-refs"] ?? defaultPolicy.productionRefs,
    productionOn: written["production-on"] ?? defaultPolicy.productionOn,
    releaseTags: Object.entries(packages).map(declaredTags),
    developmentSuffix: written["development-suffix"] ?? defaultPolicy.developmentSuffix,
    packages: [...read.values()],
    images: Object.entries(images).flatMap(([name, entry]) => {
      const installed = read.get(entry.package);
      if (installed === undefined) return [];
      return {
        name,
        registry: host,
        reference: `${base}/${name}`,
        package: installed,
        dockerfile: entry.dockerfile,
        developmentDockerfile: entry["development-dockerfile"] ?? "",
        context: entry.context ?? ".",
        platforms: entry.platforms ?? ["linux/amd64"],
        tags: entry.tags ?? defaultTagTemplates,
        checks: entry.checks ?? "",
        versionBuildArg: entry["version-build-arg"] ?? "PACKAGE_VERSION",
        timeout: entry.timeout ?? "600",
        freeDiskSpace: entry["free-disk-space"] ?? false,
      };
    }),
  };
}
