import {
  acceptUnless,
  andThen,
  defaultTagTemplates,
  map,
  nearest,
  parseTagTemplate,
  quote,
  type Refusal,
  type Result,
  refuse,
  repeatedPackageNames,
  versionInputs,
} from "@lablink-actions/release-core";
import { Ajv, type ErrorObject } from "ajv";
import { parseYaml, type YamlDocument } from "./document.ts";
import schema from "./lablink-actions.schema.json" with { type: "json" };

/** What a repository ships, with every default filled in. */
export interface ReleaseConfig {
  /** The Simple API of the index packages are published to; empty where the runner's own is meant. */
  readonly index: string;
  readonly packages: readonly PackageConfig[];
  readonly images: readonly ImageConfig[];
}

export interface PackageConfig {
  readonly name: string;
  readonly directory: string;
  readonly tagPrefix: string;
  readonly versionInput: string;
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
  /** The file with the image's checks; empty where it has none. */
  readonly checks: string;
  readonly freeDiskSpace: boolean;
}

/** The file as it is written, once the schema has accepted it. */
interface WrittenConfig {
  registry?: string;
  index?: string;
  packages: Record<string, { directory: string; "tag-prefix"?: string; "version-input"?: string }>;
  images: Record<
    string,
    {
      package: string;
      dockerfile: string;
      "development-dockerfile"?: string;
      context?: string;
      platforms?: string[];
      tags?: string[];
      checks?: string;
      "free-disk-space"?: boolean;
    }
  >;
}

/**
 * Reads .github/lablink-actions.yml.
 *
 * @param file the path, as refusals name it
 * @param owner the repository's owner, for the default registry
 * @returns the configuration, or `config-unreadable` (LA502) or `config-invalid` (LA503) for each error in
 * it, with line and column
 */
export function parseReleaseConfig(
  text: string,
  file: string,
  owner: string,
): Result<ReleaseConfig> {
  return andThen(parseYaml(text, file), (document) =>
    map(requireValid(document), (written) => withDefaults(written, owner)),
  );
}

const validate = new Ajv({ allErrors: true, verbose: true }).compile<WrittenConfig>(schema);

function requireValid(document: YamlDocument): Result<WrittenConfig> {
  const { value } = document;
  if (validate(value)) {
    const problems = [
      ...unknownPackages(value),
      ...repeatedPackages(value),
      ...badTemplates(value),
    ];
    return acceptUnless(
      problems.map((problem) => invalid(problem, document)),
      value,
    );
  }
  const [first, ...others] = (validate.errors ?? []).flatMap(schemaProblem);
  return refuse(
    invalid(first ?? { path: [], message: "is not valid" }, document),
    ...others.map((problem) => invalid(problem, document)),
  );
}

/** What is wrong at a path of the file; with a key, what is wrong with that key there. */
interface Problem {
  readonly path: readonly string[];
  readonly key?: string;
  readonly message: string;
}

function schemaProblem(error: ErrorObject): Problem[] {
  const { instancePath, keyword, params, message, propertyName, parentSchema } = error;
  const path = instancePath.split("/").slice(1).map(unescapePointer);
  switch (keyword) {
    case "additionalProperties": {
      const key: string = params["additionalProperty"];
      const meant = nearest(key, Object.keys(parentSchema?.["properties"] ?? {}));
      const hint = meant ? ` (is ${meant} meant?)` : "";
      return [{ path, key, message: `has the key ${quote(key)}, which is not known${hint}` }];
    }
    case "propertyNames": {
      const key: string = params["propertyName"];
      return [{ path, key, message: `has the name ${quote(key)}, which is not a name` }];
    }
    case "required":
      return [{ path, message: `lacks the key ${params["missingProperty"]}` }];
    case "pattern":
      // Of a name, propertyNames tells it, with the key.
      if (propertyName !== undefined) return [];
      return [{ path, message: `is not written as it has to be (${params["pattern"]})` }];
    default:
      return [{ path, message: message ?? keyword }];
  }
}

function unknownPackages({ packages, images }: WrittenConfig): Problem[] {
  return Object.entries(images)
    .filter(([, image]) => !Object.hasOwn(packages, image.package))
    .map(([name, image]) => {
      const meant = nearest(image.package, Object.keys(packages));
      const hint = meant ? ` (is ${meant} meant?)` : "";
      return {
        path: ["images", name, "package"],
        message: `is ${quote(image.package)}, which is not one of packages${hint}`,
      };
    });
}

/** An index takes `a_b` and `a-b` for one package. */
function repeatedPackages({ packages }: WrittenConfig): Problem[] {
  return repeatedPackageNames(Object.keys(packages)).map((key) => ({
    path: ["packages"],
    key,
    message: `has the package ${quote(key)} in two spellings`,
  }));
}

function badTemplates({ images }: WrittenConfig): Problem[] {
  return Object.entries(images).flatMap(([name, { tags = [] }]) =>
    tags.flatMap((tag, index) => {
      const template = parseTagTemplate(tag);
      if (template.ok) return [];
      const [{ seen }] = template.refusals;
      return [
        { path: ["images", name, "tags", String(index)], message: `is no template: ${seen}` },
      ];
    }),
  );
}

function invalid({ path, key, message }: Problem, document: YamlDocument): Refusal {
  const location = key === undefined ? document.locate(path) : document.locateKey(path, key);
  const { file, line, column } = location;
  return {
    name: "config-invalid",
    seen: `${file}, line ${line}, column ${column}: ${path.join(".") || "the file"} ${message}`,
    remedy: "Mend that line.",
    location,
  };
}

/** RFC 6901, section 4. */
function unescapePointer(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

function withDefaults(written: WrittenConfig, owner: string): ReleaseConfig {
  const { registry, index = "", packages, images } = written;
  const inputs = versionInputs(Object.keys(packages));
  const read = new Map(
    Object.entries(packages).map(([name, entry]) => [
      name,
      {
        name,
        directory: entry.directory,
        tagPrefix: entry["tag-prefix"] ?? "{package}_v",
        versionInput: entry["version-input"] ?? inputs.get(name) ?? "version",
      },
    ]),
  );
  // A registry's names are in lower case; GitHub's owners need not be.
  const base = registry ?? `ghcr.io/${owner.toLowerCase()}`;
  const [host = base] = base.split("/", 1);
  return {
    index,
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
        freeDiskSpace: entry["free-disk-space"] ?? false,
      };
    }),
  };
}
