import { posix } from "node:path";
import { type Decision, notStarted, type ProgramAnswer } from "@lablink-actions/action-kit";
import {
  foreignFile,
  incompleteDist,
  missingUv,
  type NamedFile,
  publishedFileDiffers,
} from "@lablink-actions/python-package";
import {
  type Credentials,
  digestOf,
  type PythonIndex,
  versionOfFile,
} from "@lablink-actions/registries";
import {
  accept,
  type Digest,
  digestDigits,
  isNonEmpty,
  map,
  type NonEmpty,
  quote,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";

export interface UploadPackageInputs {
  readonly packageName: string;
  readonly dist: string;
  readonly files: readonly NamedFile[];
  /** Empty: uv's default. */
  readonly publishUrl: string;
  /** Undefined: trusted publishing. */
  readonly account: Credentials | undefined;
}

/** Runs `uv publish` with words, and variables that only it may see. */
export type Publish = (
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
) => Promise<ProgramAnswer>;

interface UploadPackageEffects {
  readonly readBytes: (path: string) => Uint8Array | undefined;
  readonly publish: Publish;
  readonly openIndex: () => Promise<Result<PythonIndex>>;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

interface BuiltFile extends NamedFile {
  readonly path: string;
}

/**
 * Uploads files. If that fails, the index is asked: if it has them all, byte for byte, another run of the same release
 * has uploaded them, and this one succeeds.
 *
 * @returns the outputs; or `dist-incomplete` (LA218), `dist-foreign` (LA219), `built-file-differs` (LA227),
 * `uv-missing` (LA225), `published-file-differs` (LA811), `file-name-burned` (LA812), `upload-failed` (LA813), and
 * after that what the index says if it cannot be asked (LA801 to LA803)
 */
export async function uploadPackage(
  inputs: UploadPackageInputs,
  effects: UploadPackageEffects,
): Promise<Result<Decision<Output>>> {
  const read = traverse(inputs.files, (file) => readFile(inputs, file, effects));
  if (!read.ok) return read;
  const files = read.value;
  if (!isNonEmpty(files)) return accept(describe([], "nothing: the index has every file"));
  const answer = await effects.publish(words(inputs, files), variables(inputs));
  if (answer.exitCode === notStarted) return refuse(missingUv("upload"));
  if (answer.exitCode === 0) return accept(describe(files, `${files.length} by this run`));
  const said = [answer.output, answer.trouble].filter(Boolean).join("\n");
  if (answer.endedBy === "cancellation") {
    const seen = `the run was cancelled, and it is not known whether the index has ${quoted(files)}`;
    return refuse(uploadFailed(seen, said));
  }
  const found = await whatTheIndexHas(
    inputs.packageName,
    files,
    isDenied(said) ? 1 : attempts,
    effects,
  );
  if (found.ok) return afterFailure(files, found.value, said);
  const unknown = `uv publish failed, and it is not known whether the index has ${quoted(files)}`;
  return refuse(uploadFailed(unknown, said), ...found.refusals);
}

function readFile(
  { packageName, dist }: UploadPackageInputs,
  { filename, digest }: NamedFile,
  { readBytes }: UploadPackageEffects,
): Result<BuiltFile> {
  const path = posix.join(dist, filename);
  const isBuilt = /\.(?:whl|tar\.gz)$/.test(filename);
  if (isBuilt && versionOfFile(packageName, filename) === undefined) {
    return refuse(
      foreignFile(
        `the name ${quote(filename)} is not that of a file of ${packageName}`,
        "Give only files of that package, as check-package names them, or correct package.",
      ),
    );
  }
  const bytes = isBuilt ? readBytes(path) : undefined;
  if (bytes === undefined) {
    return refuse(
      incompleteDist(
        `there is no wheel or sdist ${quote(path)}`,
        "Fetch all files that were built and checked into dist before this step.",
      ),
    );
  }
  const found = digestOf(bytes);
  if (found === digest) return accept({ filename, digest, path });
  return refuse({
    name: "built-file-differs",
    seen: `${path} has SHA-256 ${digestDigits(found)}, and the file that was checked has ${digestDigits(digest)}`,
    remedy:
      "Find out what replaced the file after the build: any job of a run can replace an artifact. Then run all jobs again.",
    location: { file: path },
  });
}

function words({ account }: UploadPackageInputs, files: NonEmpty<BuiltFile>): readonly string[] {
  return [
    ...(account ? ["--trusted-publishing", "never"] : []),
    "--",
    ...files.map(({ path }) => path),
  ];
}

/** An address may also hold a password. */
function variables({ publishUrl, account }: UploadPackageInputs): Readonly<Record<string, string>> {
  return {
    ...(publishUrl !== "" && { UV_PUBLISH_URL: publishUrl }),
    ...(account && {
      UV_PUBLISH_USERNAME: account.username,
      UV_PUBLISH_PASSWORD: account.password,
    }),
  };
}

// An index may list a file some time after it has taken it.
const attempts = 4;
const pause = 5000;

/** Whether the index did not take the account, in uv's words: it took no file then, so there is none to wait for. */
function isDenied(said: string): boolean {
  return /\b(?:401 Unauthorized|403 Forbidden)\b/.test(said);
}

/** The SHA-256 of each file the index has under one of the names, by name. */
async function whatTheIndexHas(
  packageName: string,
  files: readonly BuiltFile[],
  attempts: number,
  { openIndex, sleep }: UploadPackageEffects,
): Promise<Result<ReadonlyMap<string, Digest | undefined>>> {
  const index = await openIndex();
  if (!index.ok) return index;
  for (let attempt = 1; ; attempt++) {
    const found = map(await index.value.files(packageName), (listed) => {
      const all = listed === "absent" ? [] : listed;
      return new Map(all.map(({ filename, digest }) => [filename, digest]));
    });
    const isComplete = found.ok && files.every(({ filename }) => found.value.has(filename));
    if (!found.ok || isComplete || attempt === attempts) return found;
    await sleep(pause);
  }
}

function afterFailure(
  files: readonly BuiltFile[],
  there: ReadonlyMap<string, Digest | undefined>,
  said: string,
): Result<Decision<Output>> {
  for (const { filename, path, digest } of files) {
    const other = there.get(filename);
    if (other !== undefined && other !== digest) {
      return refuse(publishedFileDiffers(path, digest, other));
    }
  }
  const missing = files.filter(({ filename }) => !there.has(filename));
  if (missing.length === 0) {
    return accept(describe([], "nothing: another run uploaded the same files meanwhile"));
  }
  return refuse(failure(missing, said));
}

/** An index refuses the name of every file that it ever had. If it does not list the file, the file was deleted. */
function failure(missing: readonly BuiltFile[], said: string): Refusal {
  const names = quoted(missing);
  if (/already (?:exists|been (?:used|uploaded))|previously (?:used|uploaded)/i.test(said)) {
    return {
      name: "file-name-burned",
      seen: `the index had ${names} before, does not list it now, and refuses it: the file was deleted there`,
      remedy: "No index accepts such a name again. Publish a post-release, such as 0.2.0.post1.",
    };
  }
  return uploadFailed(`uv publish failed, and the index does not have ${names}`, said);
}

/** With the last lines of uv, which give the reason. */
function uploadFailed(seen: string, said: string): Refusal {
  const words = said.trim().split("\n").slice(-10).join("\n").slice(-1500) || "nothing";
  return {
    name: "upload-failed",
    seen: `${seen}; uv said: ${words}`,
    remedy:
      "Fix what uv names and run it again; only what is missing is uploaded. Trusted publishing needs id-token: write, and a publisher that is set up at the index for this workflow and environment.",
  };
}

function quoted(files: readonly BuiltFile[]): string {
  return files.map(({ filename }) => quote(filename)).join(", ");
}

function describe(files: readonly BuiltFile[], standing: string): Decision<Output> {
  const names = files.map(({ filename }) => filename).join("\n");
  return {
    outputs: { uploaded: names },
    title: "Upload",
    facts: [["Uploaded", standing], ...(names === "" ? [] : [["Files", names] as const])],
  };
}
