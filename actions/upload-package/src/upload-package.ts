import { type Decision, notStarted, type ProgramAnswer } from "@lablink-actions/action-kit";
import { missingUv, type NamedFile } from "@lablink-actions/python-package";
import type { PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  isNonEmpty,
  type NonEmpty,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { type Ended, failure, unknown } from "./failure.ts";
import { type BuiltFile, readFiles } from "./files.ts";
import { askSurely, type Listed, nothingListed, waitFor } from "./listed.ts";

export interface UploadPackageInputs {
  readonly packageName: string;
  readonly dist: string;
  readonly files: readonly NamedFile[];
}

/** Runs `uv publish` for files. */
export type Publish = (paths: readonly string[]) => Promise<ProgramAnswer>;

interface UploadPackageEffects {
  readonly readBytes: (path: string) => Uint8Array | undefined;
  readonly publish: Publish;
  /** Signs files, and gives the paths of their attestations: none if it is not to sign. */
  readonly attest: (files: NonEmpty<BuiltFile>) => Promise<Result<readonly string[]>>;
  /** The index also answers after a cancellation. */
  readonly openIndex: () => Promise<Result<PythonIndex>>;
  /** False if the run is cancelled meanwhile. */
  readonly wait: (milliseconds: number) => Promise<boolean>;
}

/**
 * Uploads the files that the index does not have, and asks the index what it has afterwards: only that is called
 * uploaded. uv also reports success for a file that it skips. After an upload that failed, another run of the same
 * release may have uploaded the same bytes, and then this one succeeds.
 *
 * @returns the outputs; or what `readFiles` says (LA218, LA219, LA227, LA228), `uv-missing` (LA225),
 * `published-file-differs` (LA811), what signing refuses (LA660 to LA665), `file-name-burned` (LA812), `upload-failed` (LA813), and what the index says if it
 * cannot be asked (LA801 to LA803)
 */
export async function uploadPackage(
  inputs: UploadPackageInputs,
  effects: UploadPackageEffects,
): Promise<Result<Decision<Output>>> {
  const files = readFiles(inputs, effects.readBytes);
  if (!files.ok) return files;
  if (files.value.length === 0) return accept(describe([], "nothing: the index has every file"));
  const index = await effects.openIndex();
  if (!index.ok) return index;
  const wait = () => effects.wait(pause);
  const before = await askBefore(inputs.packageName, files.value, index.value, wait);
  if (!before.ok) return before;
  const { missing } = before.value;
  if (!isNonEmpty(missing)) return accept(describe([], "nothing: the index has every file"));

  const attested = await effects.attest(missing);
  if (!attested.ok) return attested;
  const answer = await effects.publish([...missing.map(({ path }) => path), ...attested.value]);
  if (answer.exitCode === notStarted) return refuse(missingUv("upload"));
  const ended = endOf(answer);
  const after = await waitFor(inputs.packageName, files.value, index.value, {
    times: timesAfter(ended),
    wait,
  });
  return afterwards(missing, attested.value.length, after, ended);
}

/**
 * What is there already is not sent again: uv stops at the first file that an index refuses, and the rest would never
 * be uploaded.
 */
async function askBefore(
  packageName: string,
  files: readonly BuiltFile[],
  index: PythonIndex,
  wait: () => Promise<boolean>,
): Promise<Result<Listed>> {
  const before = await askSurely(packageName, files, index, wait);
  // An index without a list of its projects, or with a fallback, cannot say that a new project is absent. check-package
  // was asked about that. What counts as uploaded is what the index has afterwards.
  const isUnproven =
    !before.ok &&
    before.refusals.every(({ name }) => name === "index-invalid" || name === "index-forwarded");
  return isUnproven ? accept(nothingListed(files)) : before;
}

function endOf({ exitCode, output, trouble, endedBy }: ProgramAnswer): Ended {
  const said = [output, trouble].filter(Boolean).join("\n");
  if (endedBy === "cancellation") return { how: "cancelled", said };
  if (exitCode === 0) return { how: "without an error", said };
  // In uv's words. The index took no file then, so there is none to wait for.
  const isDenied = /\b(?:401 Unauthorized|403 Forbidden)\b/.test(said);
  return { how: isDenied ? "denied" : "failed", said };
}

const pause = 5000;

/** How often the index is asked: two minutes long for files that it should have. */
function timesAfter({ how }: Ended): number {
  return { cancelled: 1, "without an error": 25, denied: 1, failed: 4 }[how];
}

function afterwards(
  sent: readonly BuiltFile[],
  signed: number,
  after: Result<Listed>,
  ended: Ended,
): Result<Decision<Output>> {
  if (!after.ok) {
    const isAnswer = after.refusals.every(({ name }) => name === "published-file-differs");
    return isAnswer ? after : refuse(unknown(sent, ended), ...after.refusals);
  }
  const { missing, there, unproven } = after.value;
  if (isNonEmpty(missing)) return refuse(failure({ missing, there }, ended));
  const notices = unproven.map(
    ({ filename }) => `the index gives no SHA-256 of ${filename}, so only its name is known there`,
  );
  const decision =
    ended.how === "without an error"
      ? describe(sent, `${sent.length} by this run; the index has every file`)
      : describe([], "the index has every file, from this run or another one");
  const signing =
    signed === 0
      ? "not signed: no trusted publishing, or attestations: false"
      : `${signed} of ${sent.length} files`;
  return accept({ ...decision, facts: [...decision.facts, ["Attestations", signing]], notices });
}

function describe(files: readonly BuiltFile[], standing: string): Decision<Output> {
  const names = files.map(({ filename }) => filename).join("\n");
  return {
    outputs: { uploaded: names },
    title: "Upload",
    facts: [["Uploaded", standing], ...(names === "" ? [] : [["Files", names] as const])],
  };
}
