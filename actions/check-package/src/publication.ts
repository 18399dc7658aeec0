import { publishedFileDiffers } from "@lablink-actions/python-package";
import type { IndexFile, OwnVersionState, PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  acceptUnless,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import type { BuiltFile } from "./dist.ts";

/** What the index has of a version, and what is left to upload. */
export interface Publication {
  readonly alreadyPublished: boolean;
  readonly missing: readonly BuiltFile[];
  readonly index: PublicationInputs["index"];
  /** The same in words. */
  readonly standing: string;
  readonly notices: readonly string[];
  readonly warnings: readonly string[];
}

/** What is published. */
export interface Published {
  readonly name: string;
  readonly version: Version;
}

interface PublicationInputs {
  readonly project: Published;
  readonly state: OwnVersionState;
  /** Undefined if nothing was built yet. */
  readonly files: readonly BuiltFile[] | undefined;
  readonly onExisting: "fail" | "skip";
  readonly index: Pick<PythonIndex, "url" | "foundIn">;
}

/**
 * Decides what is left to upload. A version that is propagating or yanked counts as published, because no index accepts
 * its number again. Files are compared by name and hash, because an upload may have been interrupted, or made by
 * another build.
 *
 * @returns it; or `version-published` (LA810), `published-file-differs` (LA811)
 */
export function decidePublication(inputs: PublicationInputs): Result<Publication> {
  const mark = markNotices(inputs);
  return map(compare(inputs), (found) => ({ ...found, notices: [...mark, ...found.notices] }));
}

/** PEP 792. The index may refuse the upload: an archived project takes none. */
function markNotices({ project, state, index }: PublicationInputs): readonly string[] {
  if (state.mark === undefined) return [];
  const { status, reason } = state.mark;
  const because = reason && `, because of ${quote(reason)}`;
  return [`${index.url} has ${project.name} as ${quote(status)}${because}`];
}

function compare(inputs: PublicationInputs): Result<Publication> {
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
      `the index has ${subject}; without dist it is not known whether it has every file`,
    ];
    return accept({ ...nothing, standing: "yes", notices });
  }
  const compared = compareFiles(files, state.files);
  const isWhole = compared.missing.length === 0;
  // Nothing is added to a complete release. To complete one, all files must be of one build.
  return acceptUnless(isWhole ? [] : compared.differing, {
    alreadyPublished: isWhole,
    missing: compared.missing,
    index,
    standing: isWhole ? "yes, every file" : "in part: an upload was interrupted",
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
      there?.digest === undefined || there.digest === file.digest
        ? []
        : [publishedFileDiffers(file.path, file.digest, there.digest)],
    ),
    unproven: pairs.flatMap(({ file, there }) =>
      there && there.digest === undefined ? [file.filename] : [],
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
      "Raise the version, because no index accepts the same version twice. To run this release again, set on-existing: skip, which uploads only what is missing.",
  };
}
