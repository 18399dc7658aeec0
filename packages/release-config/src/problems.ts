import {
  parseDevelopmentSuffix,
  parseTagTemplate,
  pathProblem,
  quote,
  repeatedPackageNames,
  takenTags,
} from "@lablink-actions/release-core";
import type { Problem } from "@lablink-actions/shape";
import { declaredByAll } from "./declared-tags.ts";
import { defaultPolicy } from "./defaults.ts";
import { imageProblems } from "./image-problems.ts";
import { isSameInput, versionInputOf, writtenInputs } from "./inputs.ts";
import type { WrittenConfig } from "./written-config.ts";

/** True if links on the way of a path, relative to the repository, lead out of it. */
export type LeadsOut = (path: string) => boolean;

/**
 * What is wrong in a file that has the right shape: parts that do not fit each other, and paths that lead out of the
 * repository.
 */
export function meaningProblems(written: WrittenConfig, leadsOut: LeadsOut): readonly Problem[] {
  return [
    ...outsidePaths(written, leadsOut),
    ...imageProblems(written),
    ...repeatedPackages(written),
    ...takenPrefixes(written),
    ...takenInputs(written),
    ...badTemplates(written),
    ...ambiguousEnvironments(written),
    ...badSuffix(written),
  ];
}

function outsidePaths({ packages, images = {} }: WrittenConfig, leadsOut: LeadsOut): Problem[] {
  const pathKeys = ["dockerfile", "development-dockerfile", "context", "checks"] as const;
  const places = [
    ...Object.entries(packages).flatMap(([name, entry]) =>
      (["directory", "setup"] as const).map((key) => ({
        place: ["packages", name, key],
        path: entry[key],
      })),
    ),
    ...Object.entries(images).flatMap(([name, image]) =>
      pathKeys.map((key) => ({ place: ["images", name, key], path: image[key] })),
    ),
  ];
  return places.flatMap(({ place, path }) => {
    if (path === undefined) return [];
    const problem = pathProblem(path) ?? (leadsOut(path) ? "is a link that leads out" : undefined);
    if (problem === undefined) return [];
    return {
      path: place,
      message: `is ${quote(path)}, which ${problem}`,
      remedy: "Write a path inside the repository, relative to it.",
    };
  });
}

/** An index takes `a_b` and `a-b` for one package. */
function repeatedPackages({ packages }: WrittenConfig): Problem[] {
  return repeatedPackageNames(Object.keys(packages)).map((key) => ({
    path: ["packages"],
    key,
    message: `has the package ${quote(key)} in two spellings`,
    remedy: "Delete one of them: an index takes both for one package.",
  }));
}

/** The rule of validate-version-tag (LA215): a tag of one package must not be read as one of another package. */
function takenPrefixes(written: WrittenConfig): Problem[] {
  return takenTags(declaredByAll(written)).map(({ tag, owner, taker }) => ({
    path: [
      Object.hasOwn(written.packages, taker.packageName) ? "packages" : "images",
      taker.packageName,
      "tag-prefix",
    ],
    message: `is ${quote(taker.prefix)}, which takes ${tag}, a version tag of ${owner.packageName}`,
    remedy: "Write a prefix that no version begins with, such as {package}_v.",
  }));
}

/** An input gives the version of one package; environment decides whether it is production. */
function takenInputs({ packages }: WrittenConfig): Problem[] {
  const written = [...writtenInputs(packages)];
  const inputOf = versionInputOf(packages);
  const inputs = Object.keys(packages).map((name) => [name, inputOf(name)] as const);
  return written.flatMap(([name, input], index) => {
    // Of two that are written, only the second is a problem.
    const passedOver = written.slice(index).map(([later]) => later);
    const isTaken = ([other, its]: readonly [string, string]) =>
      !passedOver.includes(other) && isSameInput(its, input);
    const taker = isSameInput(input, "environment") ? "the environment" : inputs.find(isTaken)?.[0];
    if (taker === undefined) return [];
    return {
      path: ["packages", name, "version-input"],
      message: `is ${quote(input)}, the input of ${taker}`,
      remedy: "Name an input that takes only the version of this package.",
    };
  });
}

function badTemplates({ images = {} }: WrittenConfig): Problem[] {
  return Object.entries(images).flatMap(([name, { tags = [] }]) =>
    tags.flatMap((tag, index) => {
      const template = parseTagTemplate(tag);
      if (template.ok) return [];
      const [{ seen, remedy }] = template.refusals;
      const path = ["images", name, "tags", String(index)];
      return { path, message: `is not a tag template: ${seen}`, remedy };
    }),
  );
}

/** The rule of LA106, found before a run asks for that environment. */
function ambiguousEnvironments(written: WrittenConfig): Problem[] {
  const development = written["development-environments"] ?? defaultPolicy.developmentEnvironments;
  const production = written["production-environments"] ?? defaultPolicy.productionEnvironments;
  const key = written["production-environments"]
    ? "production-environments"
    : "development-environments";
  return production
    .filter((environment) => development.includes(environment))
    .map((environment) => ({
      path: [key],
      message: `has ${quote(environment)}, which is a development and a production environment`,
      remedy: "Remove it from development-environments or from production-environments.",
    }));
}

/** A tag with such a suffix would look like a production tag. */
function badSuffix({ "development-suffix": suffix }: WrittenConfig): Problem[] {
  const read = suffix === undefined ? undefined : parseDevelopmentSuffix(suffix);
  if (read === undefined || read.ok) return [];
  const [{ remedy }] = read.refusals;
  return [{ path: ["development-suffix"], message: `is ${quote(suffix ?? "")}`, remedy }];
}
