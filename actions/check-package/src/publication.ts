import type { Project } from "@lablink-actions/python-package";
import type { IndexFile, PythonIndex, VersionState } from "@lablink-actions/registries";
import {
  accept,
  acceptUnless,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { BuiltFile } from "./dist.ts";

/** What of a version is on the index, and what is left to upload. */
export interface Publication {
  readonly alreadyPublished: boolean;
  readonly missing: readonly BuiltFile[];
  readonly index: PublicationInputs["index"];
  /** How it stands, for people. */
  readonly standing: string;
  readonly notices: readonly string[];
  readonly warnings: readonly string[];
}

export interface PublicationInputs {
  readonly project: Project;
  readonly state: VersionState;
  /** Undefined where nothing was built yet. */
  readonly files: readonly BuiltFile[] | undefined;
  readonly onExisting: "fail" | "skip";
  readonly index: Pick<PythonIndex, "url" | "foundIn">;
}

/**
 * Decides what is left to upload. A version that is propagating or yanked is published: no index takes its number
 * again. Files are compared by name and hash, for an upload may have been interrupted, or have been another build's.
 *
 * @returns it; or `version-published` (LA810), `published-file-differs` (LA811)
 */
export function decidePublication(inputs: PublicationInputs): Result<Publication> {
  const { project, state, files, onExisting, index } = inputs;
  const subject = `${project.name} ${project.version.canonical}`;
  const nothing = { alreadyPublished: true, missing: [], index, notices: [], warnings: [] };
  if (state.name === "absent") {
    const missing = files ?? [];
    return accept({ ...nothing, alreadyPublished: false, missing, standing: "not yet" });
  }
  if (onExisting === "fail") return refuse(published(subject, inputs));
  if (state.name === "yanked") {
    const reason = state.reason && `: ${quote(state.reason)}`;
    const warnings = [`${subject} was yanked${reason}; nothing is uploaded to it`];
    return accept({ ...nothing, standing: "yes, and yanked", warnings });
  }
  if (files === undefined) {
    const notices = [
      `${subject} is on the index; whether every file of it is can be told once it is built, with dist`,
    ];
    return accept({ ...nothing, standing: "yes", notices });
  }
  const compared = compareFiles(files, state.files);
  const isWhole = compared.missing.length === 0;
  // Nothing is uploaded beside a whole release; to finish one, the files have to be of one build.
  return acceptUnless(isWhole ? [] : compared.differing, {
    alreadyPublished: isWhole,
    missing: compared.missing,
    index,
    standing: isWhole ? "yes, every file" : "in part: an upload was cut short",
    notices: compared.unproven.map(
      (name) => `the index gives no SHA-256 of ${name}, so it was compared by name alone`,
    ),
    warnings: [
      ...compared.foreign.map(
        (list) => `the index has files of ${subject} that were not built here: ${list}`,
      ),
      ...compared.differing.map(
        ({ seen }) =>
          `${seen}; ${subject} is published as the index has it, and nothing is uploaded`,
      ),
    ],
  });
}

function compareFiles(built: readonly BuiltFile[], listed: readonly IndexFile[]) {
  const pairs = built.map((file) => ({
    file,
    there: listed.find(({ filename }) => filename === file.filename),
  }));
  const names = new Set(built.map(({ filename }) => filename));
  const foreign = listed.filter(({ filename }) => !names.has(filename));
  const shown = foreign.slice(0, 5).map(({ filename }) => quote(filename));
  const more = foreign.length > shown.length ? ` and ${foreign.length - shown.length} more` : "";
  return {
    missing: pairs.flatMap(({ file, there }) => (there ? [] : [file])),
    differing: pairs.flatMap(({ file, there }) =>
      there?.sha256 === undefined || there.sha256 === file.sha256
        ? []
        : [differs(file, there.sha256)],
    ),
    unproven: pairs.flatMap(({ file, there }) =>
      there && there.sha256 === undefined ? [file.filename] : [],
    ),
    foreign: foreign.length === 0 ? [] : [`${shown.join(", ")}${more}`],
  };
}

function published(subject: string, { state, index }: PublicationInputs): Refusal {
  const how = { propagating: ", not yet installable", yanked: ", and yanked" };
  const more = state.name === "propagating" || state.name === "yanked" ? how[state.name] : "";
  return {
    name: "version-published",
    seen: `${subject} is on ${index.url} already${more}`,
    remedy:
      "Raise the version in pyproject.toml, for no index takes one twice. To run this release again, set on-existing: skip, which uploads only what is missing.",
  };
}

function differs({ path, sha256 }: BuiltFile, there: string): Refusal {
  return {
    name: "published-file-differs",
    seen: `${path} has SHA-256 ${sha256}, and the index has a file of that name with ${there}, which it keeps for good`,
    remedy:
      "Upload the files of the build that was interrupted, from its artifact; or publish a post-release, such as 0.2.0.post1.",
    location: { file: path },
  };
}
