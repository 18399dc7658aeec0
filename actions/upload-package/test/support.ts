/** An upload without uv and without an index: both answer what a test says. */
import {
  digestOf,
  type IndexFile,
  type PythonIndex,
  type VersionState,
} from "@lablink-actions/registries";
import { accept, type Result } from "@lablink-actions/release-core";
import { type Publish, type UploadPackageInputs, uploadPackage } from "../src/upload-package.ts";

export const wheel = "foo-1.0-py3-none-any.whl";
export const sdist = "foo-1.0.tar.gz";
export const hash = (text: string) => digestOf(Buffer.from(text));
/** A file whose bytes are its path. */
export const built = (filename: string) => ({ filename, digest: hash(`dist/${filename}`) });
export const given: UploadPackageInputs = {
  packageName: "foo",
  dist: "dist",
  files: [built(sdist), built(wheel)],
};
export const trouble = { name: "index-trouble", seen: "no answer", remedy: "Wait." } as const;

export interface World {
  readonly uv?: Awaited<ReturnType<Publish>>;
  /** What the index lists before the upload. */
  readonly before?: Listing;
  /** What it lists each time it is asked afterwards; the last answer repeats. */
  readonly listed?: readonly Listing[];
  /** What it gives a SHA-256 of; by default everything. */
  readonly hasDigests?: boolean;
  /** Whether only its JSON API has the files. */
  readonly isPropagating?: boolean;
  /** How often a wait ends before the run is cancelled. */
  readonly waits?: number;
}

/** Texts of files by their names. */
export type Listing = Result<Readonly<Record<string, string>> | "absent">;
export const absent: Listing = accept("absent");

export async function upload(inputs: Partial<UploadPackageInputs>, world: World = {}) {
  const { uv, before = absent, listed = [accept(same)], waits = 100 } = world;
  const { hasDigests = true, isPropagating = false } = world;
  const calls: (readonly string[])[] = [];
  let asked = 0;
  let waited = 0;
  const state = async (): Promise<Result<VersionState>> => {
    const answer =
      calls.length === 0 ? before : (listed[Math.min(asked++, listed.length - 1)] ?? absent);
    if (!answer.ok) return answer;
    if (answer.value === "absent") return accept({ name: "absent", installable: [] });
    return accept({
      name: isPropagating ? "propagating" : "installable",
      files: Object.entries(answer.value).map(([filename, text]): IndexFile => {
        const url = new URL("http://127.0.0.1/");
        const file = { filename, url, version: undefined, yanked: undefined };
        return hasDigests ? { ...file, digest: hash(text) } : file;
      }),
    });
  };
  const result = await uploadPackage(
    { ...given, ...inputs },
    {
      readBytes: (path) => (path.startsWith("dist/") ? Buffer.from(path) : undefined),
      publish: async (paths) => {
        calls.push(paths);
        return uv ?? { exitCode: 0, output: "", trouble: "" };
      },
      attest: async () => accept([]),
      openIndex: async () => accept({ ownState: state } as unknown as PythonIndex),
      wait: async () => ++waited <= waits,
    },
  );
  return { result, calls, asked };
}

export const failed = (trouble: string) => ({ exitCode: 2, output: "", trouble });
export const same = { [sdist]: `dist/${sdist}`, [wheel]: `dist/${wheel}` };
