import type { Decision } from "@lablink-actions/action-kit";
import { fileLine, type Project } from "@lablink-actions/python-package";
import type { Output } from "./declaration.ts";
import type { BuiltFile } from "./dist.ts";
import type { Publication } from "./publication.ts";
import { borrowedModules } from "./sibling.ts";

/** What was found if all checks passed. */
interface Findings {
  readonly project: Project;
  readonly publication: Publication;
  /** Undefined if nothing was built yet. */
  readonly built: readonly BuiltFile[] | undefined;
  /** The names of the files that were installed. */
  readonly installed: readonly string[];
  /** What is said of files that are not as in the commit. */
  readonly changes: readonly string[];
}

export function describe(findings: Findings): Decision<Output> {
  const { project, publication, built, installed, changes } = findings;
  const { alreadyPublished, missing, index, standing, notices, warnings } = publication;
  const describeFile = (file: BuiltFile) => {
    const upload = missing.includes(file) ? "to upload" : "not to upload";
    const install = installed.includes(file.filename) ? ", installs" : "";
    return `${file.filename}: ${upload}${install}`;
  };
  const borrowed = (built ?? []).flatMap((file) =>
    borrowedModules(file.filename, file.distribution),
  );
  const unsent = (built ?? [])
    .filter(({ isAttested }) => isAttested)
    .map(({ filename }) => `upload-package does not send the attestation beside ${filename}`);
  return {
    outputs: {
      name: project.name,
      version: project.version.canonical,
      "already-published": String(alreadyPublished),
      "missing-files": missing.map(fileLine).join("\n"),
    },
    title: "Package",
    facts: [
      ["Package", `${project.name} ${project.version.canonical}`],
      ["Index", `${index.url} (${index.foundIn})`],
      ["Published", standing],
      ["Files", built ? built.map(describeFile).join("\n") : "not built yet"],
    ],
    notices: [...notices, ...unsent],
    warnings: [...warnings, ...borrowed, ...changes],
  };
}
