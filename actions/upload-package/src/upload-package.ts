import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Decision } from "@lablink-actions/action-kit";
import { type PythonIndex, versionOfFile } from "@lablink-actions/registries";
import {
  accept,
  isNonEmpty,
  map,
  type NonEmpty,
  quote,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";

export interface UploadPackageInputs {
  readonly packageName: string;
  readonly dist: string;
  /** Paths, of which only the names count: the folder they were built in may have been another. */
  readonly files: readonly string[];
  /** Empty: uv's default. */
  readonly publishUrl: string;
  /** Empty: trusted publishing. */
  readonly username: string;
  readonly password: string;
}

/** Runs `uv publish` with words, and variables that only it may see. */
export type Publish = (
  words: readonly string[],
  secrets: Readonly<Record<string, string>>,
) => Promise<{ readonly succeeded: boolean; readonly said: string } | "missing">;

export interface UploadPackageEffects {
  readonly readBytes: (path: string) => Uint8Array | undefined;
  readonly publish: Publish;
  readonly openIndex: () => Promise<Result<PythonIndex>>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly mask: (secret: string) => void;
}

interface BuiltFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

/**
 * Uploads files. Where that fails, the index is asked: if it has them all, byte for byte, another run of the same
 * release was faster, and this one ends well.
 *
 * @returns the outputs; or `dist-incomplete` (LA218), `dist-foreign` (LA219), `uv-missing` (LA225),
 * `published-file-differs` (LA811), `file-name-burned` (LA812), `upload-failed` (LA813), and after that what the index
 * says where it cannot be asked (LA801 to LA803)
 */
export async function uploadPackage(
  inputs: UploadPackageInputs,
  effects: UploadPackageEffects,
): Promise<Result<Decision>> {
  const read = traverse(inputs.files, (file) => readFile(inputs, file, effects));
  if (!read.ok) return read;
  const files = read.value;
  if (!isNonEmpty(files)) return accept(describe([], "nothing: the index has every file"));
  if (inputs.password !== "") effects.mask(inputs.password);
  const answer = await effects.publish(words(inputs, files), secrets(inputs));
  if (answer === "missing") return refuse(uvMissing);
  if (answer.succeeded) return accept(describe(files, `${files.length} by this run`));
  const found = await whatTheIndexHas(inputs.packageName, files, effects);
  if (found.ok) return afterFailure(files, found.value, answer.said);
  const unknown = `uv publish failed, and whether the index has ${quoted(files)} is not known`;
  return refuse(uploadFailed(unknown, answer.said), ...found.refusals);
}

function readFile(
  { packageName, dist }: UploadPackageInputs,
  file: string,
  { readBytes }: UploadPackageEffects,
): Result<BuiltFile> {
  const name = posix.basename(file);
  const path = posix.join(dist, name);
  const isBuilt = /\.(?:whl|tar\.gz)$/.test(name);
  if (isBuilt && versionOfFile(packageName, name) === undefined) {
    return refuse({
      name: "dist-foreign",
      seen: `${quote(name)} is, by its name, no file of a version of ${packageName}`,
      remedy:
        "Give the files of that package alone, as check-package names them, or correct package.",
    });
  }
  const bytes = isBuilt ? readBytes(path) : undefined;
  if (bytes !== undefined) {
    return accept({ name, path, sha256: createHash("sha256").update(bytes).digest("hex") });
  }
  return refuse({
    name: "dist-incomplete",
    seen: `there is no wheel or sdist ${quote(path)}`,
    remedy: "Fetch the files that were built and checked, all of them, into dist before this step.",
  });
}

function words(
  { publishUrl, username }: UploadPackageInputs,
  files: NonEmpty<BuiltFile>,
): readonly string[] {
  return [
    ...(username === "" ? [] : ["--trusted-publishing", "never"]),
    ...(publishUrl === "" ? [] : ["--publish-url", publishUrl]),
    "--",
    ...files.map(({ path }) => path),
  ];
}

function secrets({ username, password }: UploadPackageInputs): Readonly<Record<string, string>> {
  return username === "" ? {} : { UV_PUBLISH_USERNAME: username, UV_PUBLISH_PASSWORD: password };
}

// An index may list a file some time after it has taken it.
const attempts = 4;
const pause = 5000;

/** The SHA-256 of each file the index has under one of the names, by name. */
async function whatTheIndexHas(
  packageName: string,
  files: readonly BuiltFile[],
  { openIndex, sleep }: UploadPackageEffects,
): Promise<Result<ReadonlyMap<string, string | undefined>>> {
  const index = await openIndex();
  if (!index.ok) return index;
  for (let attempt = 1; ; attempt++) {
    const found = map(await index.value.files(packageName), (listed) => {
      const all = listed === "absent" ? [] : listed;
      return new Map(all.map(({ filename, sha256 }) => [filename, sha256]));
    });
    const isComplete = found.ok && files.every(({ name }) => found.value.has(name));
    if (!found.ok || isComplete || attempt === attempts) return found;
    await sleep(pause);
  }
}

function afterFailure(
  files: readonly BuiltFile[],
  there: ReadonlyMap<string, string | undefined>,
  said: string,
): Result<Decision> {
  const differing = files.find(({ name, sha256 }) => {
    const other = there.get(name);
    return other !== undefined && other !== sha256;
  });
  if (differing) {
    return refuse({
      name: "published-file-differs",
      seen: `${quote(differing.path)} has SHA-256 ${differing.sha256}, and the index has a file of that name with ${there.get(differing.name)}, which it keeps for good`,
      remedy:
        "Upload the files of the build that began it, from its artifact; or publish a post-release, such as 0.2.0.post1.",
    });
  }
  const missing = files.filter(({ name }) => !there.has(name));
  if (missing.length === 0) {
    return accept(describe([], "nothing: another run uploaded the same files meanwhile"));
  }
  return refuse(failure(missing, said));
}

const uvMissing: Refusal = {
  name: "uv-missing",
  seen: "there is no uv on the PATH to upload with",
  remedy: "Use astral-sh/setup-uv before this step.",
};

/** An index that has had a file says so, whether it still has it or not; this one does not list it. */
function failure(missing: readonly BuiltFile[], said: string): Refusal {
  const names = quoted(missing);
  if (/already (?:exists|been (?:used|uploaded))|previously (?:used|uploaded)/i.test(said)) {
    return {
      name: "file-name-burned",
      seen: `the index refuses ${names} as a name it has had, and does not list it: it was deleted there`,
      remedy: "No index gives such a name free again: publish a post-release, such as 0.2.0.post1.",
    };
  }
  return uploadFailed(`uv publish failed, and the index does not have ${names}`, said);
}

/** With the last of what uv said, where the reason stands. */
function uploadFailed(seen: string, said: string): Refusal {
  const words = said.trim().split("\n").slice(-10).join("\n").slice(-1500) || "nothing";
  return {
    name: "upload-failed",
    seen: `${seen}; uv said: ${words}`,
    remedy:
      "Mend what it says and run it again: what is there is left alone. Trusted publishing needs id-token: write, and a publisher set up at the index for this workflow and environment.",
  };
}

function quoted(files: readonly BuiltFile[]): string {
  return files.map(({ name }) => quote(name)).join(", ");
}

function describe(files: readonly BuiltFile[], standing: string) {
  const names = files.map(({ name }) => name).join("\n");
  return {
    outputs: { uploaded: names },
    title: "Upload",
    facts: [["Uploaded", standing], ...(names === "" ? [] : [["Files", names] as const])],
  } satisfies Decision;
}
