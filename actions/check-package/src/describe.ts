import type { Decision } from "@lablink-actions/action-kit";
import { fileLine } from "@lablink-actions/python-package";
import type { Version } from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import type { BuiltFile } from "./dist.ts";
import type { Publication } from "./publication.ts";

/** What was found if all checks passed. */
interface Findings {
  /** The version is undefined if only the built files have it, and there are none. */
  readonly project: { readonly name: string; readonly version: Version | undefined };
  /** Undefined without a version, because the index cannot be asked then. */
  readonly publication: Publication | undefined;
  /** Undefined if nothing was built yet. */
  readonly built: readonly BuiltFile[] | undefined;
  /** The names of the files that were installed. */
  readonly installed: readonly string[];
  /** What is said of modules of entry points that the wheel does not have. */
  readonly borrowed: readonly string[];
  /** What is said of files that are not as in the commit. */
  readonly changes: readonly string[];
}

export function describe(findings: Findings): Decision<Output> {
  const { project, publication, built, installed, borrowed, changes } = findings;
  const { name, version } = project;
  const { alreadyPublished = false, missing = [], notices = [] } = publication ?? {};
  const describeFile = (file: BuiltFile) => {
    const upload = missing.includes(file) ? "to upload" : "not to upload";
    const install = installed.includes(file.filename) ? ", installs" : "";
    return `${file.filename}: ${upload}${install}`;
  };
  const unsent = (built ?? [])
    .filter(({ isAttested }) => isAttested)
    .map(({ filename }) => `upload-package does not send the attestation beside ${filename}`);
  return {
    outputs: {
      name,
      version: version?.canonical ?? "",
      "already-published": String(alreadyPublished),
      "missing-files": missing.map(fileLine).join("\n"),
    },
    title: "Package",
    facts: [
      ["Package", `${name} ${version?.canonical ?? "(only the built files have its version)"}`],
      ...(publication ? [["Index", whereOf(publication)] as const] : []),
      ["Published", publication?.standing ?? "not looked up without a version"],
      ["Files", built ? built.map(describeFile).join("\n") : "not built yet"],
    ],
    notices: [...notices, ...unsent],
    warnings: [
      ...(publication?.warnings ?? []),
      ...(version?.local === undefined ? [] : [localVersion(version)]),
      ...borrowed,
      ...changes,
    ],
  };
}

function whereOf({ index }: Publication): string {
  return `${index.url} (${index.foundIn})`;
}

/** A build backend that reads git's tags makes such a version of any commit without one. */
function localVersion({ canonical }: Version): string {
  return `the version ${canonical} has a local part (+), which no index takes. It is good for a trial; to publish, build from the version's tag`;
}
