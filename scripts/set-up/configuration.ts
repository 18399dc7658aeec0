import {
  parseSources,
  readName,
  readVersion,
  sourceFilesIn,
} from "@lablink-actions/python-package";
import {
  type ImageConfig,
  type PackageConfig,
  parseReleaseConfig,
  type ReleaseConfig,
} from "@lablink-actions/release-config";
import { accept, andThen, combine, quote } from "@lablink-actions/release-core";
import {
  type BuildFile,
  dockerfilesOf,
  requireFile,
} from "../../actions/select-dockerfile/src/dockerfiles.ts";
import {
  requireStages,
  requireVersionArgument,
} from "../../actions/select-dockerfile/src/version-argument.ts";
import type { Checkout } from "./checkout.ts";
import { type Finding, refused } from "./finding.ts";

export const usualConfig = ".github/lablink-actions.yml";

/** A configuration, and what does not fit it. */
interface ReadConfig {
  /** Undefined if it is refused. */
  readonly config: ReleaseConfig | undefined;
  readonly findings: readonly Finding[];
}

/** Reads a configuration as the actions do, and holds it against the files it names. */
export function readConfig(file: string, checkout: Checkout): ReadConfig {
  const text = checkout.readFile(file);
  if (text === undefined) {
    const seen = checkout.hasFolder(file) ? `${file} is a folder` : `there is no ${quote(file)}`;
    const remedy = "npm run init writes one.";
    return { config: undefined, findings: [{ level: "error", file, seen, remedy }] };
  }
  const { owner = "owner", leadsOut } = checkout;
  const read = parseReleaseConfig(text, { file, owner, leadsOut });
  if (!read.ok) return { config: undefined, findings: read.refusals.map(refused) };
  const { packages, images } = read.value;
  return {
    config: read.value,
    findings: [
      ...packages.flatMap((it) => packageFindings(it, checkout)),
      ...images.flatMap((it) => imageFindings(it, checkout)),
    ],
  };
}

function packageFindings({ name, directory, tests }: PackageConfig, checkout: Checkout): Finding[] {
  const sources = parseSources(sourceFilesIn(directory, checkout.readFile), name);
  const read = andThen(sources, (found) =>
    combine({ name: readName(found, name), version: readVersion(found) }),
  );
  return [
    ...(read.ok ? [] : read.refusals.map(refused)),
    ...missingFile(tests.setup, `the setup of ${name}`, checkout),
  ];
}

/** What select-dockerfile would refuse, on either channel. */
function imageFindings(image: ImageConfig, checkout: Checkout): Finding[] {
  const { name, source, context, checks, versionBuildArg } = image;
  const dockerfiles = dockerfilesOf(image);
  if (!dockerfiles.ok) return dockerfiles.refusals.map(refused);
  const { production, development } = dockerfiles.value;
  const stages = stagesIn(production, checkout);
  const version = andThen(stages, (read) =>
    source === "index"
      ? requireVersionArgument(production.path, read, versionBuildArg)
      : accept([]),
  );
  const local = isSameBuild(production, development) ? accept([]) : stagesIn(development, checkout);
  return [
    ...(version.ok
      ? version.value.map((notice) => readNotice(notice, production.path))
      : version.refusals.map(refused)),
    ...(local.ok ? [] : local.refusals.map(refused)),
    ...missingFile(checks, `the checks of ${name}`, checkout),
    ...(checkout.hasFolder(context) ? [] : [missingContext(name, context)]),
  ];
}

function stagesIn({ path, target }: BuildFile, checkout: Checkout) {
  return andThen(requireFile(path, checkout), ({ text }) => requireStages(path, text, target));
}

function isSameBuild(left: BuildFile, right: BuildFile): boolean {
  return left.path === right.path && left.target === right.target;
}

function missingContext(name: string, context: string): Finding {
  const seen = `the context of ${name}, ${quote(context)}, is not a folder`;
  return error(seen, "Correct context.");
}

function readNotice(notice: string, file: string): Finding {
  const seen = notice.replace(/\.$/, "");
  return { level: "warning", file, seen, remedy: "Read that Dockerfile." };
}

function missingFile(path: string, title: string, { readFile }: Checkout): Finding[] {
  if (path === "" || readFile(path) !== undefined) return [];
  return [error(`${title}, ${quote(path)}, is not there`, "Add the file, or correct the path.")];
}

function error(seen: string, remedy: string): Finding {
  return { level: "error", file: usualConfig, seen, remedy };
}
