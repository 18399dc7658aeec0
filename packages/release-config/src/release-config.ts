import {
  acceptUnless,
  andThen,
  defaultTagTemplates,
  listing,
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
  /** Where packages are uploaded to; empty where uv's default is meant. */
  readonly publishUrl: string;
  readonly packages: readonly PackageConfig[];
  /** None in a repository of packages alone. */
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
  "publish-url"?: string;
  packages: Record<string, { directory: string; "tag-prefix"?: string; "version-input"?: string }>;
  images?: Record<
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
      ...sharedPrefixes(value),
      ...takenInputs(value),
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
  /** What to do, where it is not to mend the line. */
  readonly remedy?: string;
}

function schemaProblem(error: ErrorObject): Problem[] {
  const { instancePath, keyword, params, message, propertyName, parentSchema, data } = error;
  const path = instancePath.split("/").slice(1).map(unescapePointer);
  // What the schema says of a value is what to write there.
  const what: string = parentSchema?.["description"] ?? "";
  const remedy = `Mend that line. ${what}`.trim();
  const empty: Problem = { path, message: "is empty", remedy: `Fill it in. ${what}`.trim() };
  switch (keyword) {
    case "additionalProperties": {
      const key: string = params["additionalProperty"];
      const meant = nearest(key, Object.keys(parentSchema?.["properties"] ?? {}));
      const hint = meant ? ` (is ${meant} meant?)` : "";
      const unknown = `has the key ${quote(key)}, which is not known${hint}`;
      return [{ path, key, message: unknown, remedy: "Correct it, or delete it." }];
    }
    case "propertyNames": {
      const key: string = params["propertyName"];
      return [{ path, key, message: `has the name ${quote(key)}, which is not a name`, remedy }];
    }
    case "required":
      return [{ path, message: `lacks the key ${params["missingProperty"]}`, remedy: "Add it." }];
    case "pattern":
      // Of a name, propertyNames tells it, with the key. The value may be an address with a password in it.
      if (propertyName !== undefined) return [];
      return [{ path, message: "is not written as it has to be", remedy }];
    case "enum": {
      const choices: readonly string[] = params["allowedValues"];
      const seen = `is ${shown(data)}, which is not one of those there are`;
      return [{ path, message: seen, remedy: `Use ${listing(choices, "or")}.` }];
    }
    case "type":
      return [data === null ? empty : wrongKind(path, data, params["type"], remedy)];
    case "minLength":
    case "minItems":
    case "minProperties":
      return [empty];
    case "uniqueItems": {
      const item = [...path, String(Math.max(params["i"], params["j"]))];
      return [{ path: item, message: "stands in the list twice", remedy: "Delete one of them." }];
    }
    default:
      return [{ path, message: message ?? keyword, remedy }];
  }
}

const kinds: Readonly<Record<string, string>> = {
  object: "keys with values",
  array: "a list",
  string: "text",
  boolean: "true or false",
};

function wrongKind(path: readonly string[], data: unknown, type: string, remedy: string): Problem {
  const message = `is ${shown(data)}, and has to be ${kinds[type] ?? type}`;
  const isBare = type === "string" && ["number", "boolean"].includes(typeof data);
  return { path, message, remedy: isBare ? "Put it in quotes." : remedy };
}

function shown(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "keys with values";
  return typeof value === "string" ? quote(value) : String(value);
}

function unknownPackages({ packages, images = {} }: WrittenConfig): Problem[] {
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

/** As validate-version-tag has it (LA215): of several packages, a tag must say which one it is of. */
function sharedPrefixes({ packages }: WrittenConfig): Problem[] {
  const entries = Object.entries(packages);
  if (entries.length === 1) return [];
  return entries.flatMap(([name, { "tag-prefix": prefix }]) => {
    if (prefix === undefined || prefix.includes("{package}")) return [];
    return {
      path: ["packages", name, "tag-prefix"],
      message: `is ${quote(prefix)}, which does not say the tag of which package it begins`,
      remedy: "Write {package} into it, as in {package}_v.",
    };
  });
}

/** An input gives the version of one package; environment decides whether it is production. */
function takenInputs({ packages }: WrittenConfig): Problem[] {
  const written = writtenInputs(packages);
  const inputs = [...inputsOf(packages)];
  return written.flatMap(([name, input], index) => {
    // Of two that are written, the second is told.
    const passedOver = written.slice(index).map(([later]) => later);
    const isTaken = ([other, its]: readonly [string, string]) =>
      !passedOver.includes(other) && isSameInput(its, input);
    const taker = isSameInput(input, "environment") ? "the environment" : inputs.find(isTaken)?.[0];
    if (taker === undefined) return [];
    return {
      path: ["packages", name, "version-input"],
      message: `is ${quote(input)}, the input of ${taker}`,
      remedy: "Give the input that takes the version of this package, and of no other.",
    };
  });
}

/** GitHub tells no inputs apart by their case. */
function isSameInput(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The input of each package, as written or by default. */
function inputsOf(packages: WrittenConfig["packages"]): ReadonlyMap<string, string> {
  return new Map([...versionInputs(Object.keys(packages)), ...writtenInputs(packages)]);
}

function writtenInputs(packages: WrittenConfig["packages"]) {
  return Object.entries(packages).flatMap(([name, { "version-input": input }]) =>
    input === undefined ? [] : [[name, input] as const],
  );
}

function badTemplates({ images = {} }: WrittenConfig): Problem[] {
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

function invalid(problem: Problem, document: YamlDocument): Refusal {
  const { path, key, message, remedy = "Mend that line." } = problem;
  const location = key === undefined ? document.locate(path) : document.locateKey(path, key);
  const { file, line, column } = location;
  return {
    name: "config-invalid",
    seen: `${file}, line ${line}, column ${column}: ${path.join(".") || "the file"} ${message}`,
    remedy,
    location,
  };
}

/** RFC 6901, section 4. */
function unescapePointer(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

function withDefaults(written: WrittenConfig, owner: string): ReleaseConfig {
  const { registry, index = "", "publish-url": publishUrl = "", packages, images = {} } = written;
  const inputs = inputsOf(packages);
  const read = new Map(
    Object.entries(packages).map(([name, entry]) => [
      name,
      {
        name,
        directory: entry.directory,
        tagPrefix: entry["tag-prefix"] ?? "{package}_v",
        versionInput: inputs.get(name) ?? "version",
      },
    ]),
  );
  // A registry's names are in lower case; GitHub's owners need not be.
  const base = registry ?? `ghcr.io/${owner.toLowerCase()}`;
  const [host = base] = base.split("/", 1);
  return {
    index,
    publishUrl,
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
