import { resolve } from "node:path";
import { notStarted, type ProgramAnswer } from "@lablink-actions/action-kit";
import { type CoreMetadata, missingUv } from "@lablink-actions/python-package";
import { acceptUnless, type Refusal, type Result, refuse } from "@lablink-actions/release-core";
import type { BuiltFile } from "./dist.ts";

export interface Workshop {
  /** A path in a folder that is deleted when the work is done. */
  readonly path: (name: string) => string;
  readonly uv: (...words: string[]) => Promise<ProgramAnswer>;
}

/** Lends a place for fresh environments, and uv. */
export type Environments = <T>(use: (workshop: Workshop) => Promise<T>) => Promise<T>;

/**
 * Installs each file into a fresh environment of its own, without its dependencies, which are not what is checked. A
 * wheel is installed without any index, and nothing of it runs. An sdist is first built in isolation, as an installer
 * does it. So its build backend is fetched from the index that uv uses, and runs. A wheel for one platform or one
 * Python is left out, because this machine may be different.
 *
 * @returns the names that were installed; or `uv-missing` (LA225), `distribution-not-installable` (LA224)
 */
export function installFiles(
  files: readonly BuiltFile[],
  environments: Environments,
): Promise<Result<readonly string[]>> {
  const portable = files.filter(isPortable);
  return environments(async (workshop) => {
    const refusals: Refusal[] = [];
    for (const file of portable) {
      const refusal = await install(file, workshop);
      if (refusal?.name === "uv-missing") return refuse(refusal);
      if (refusal) refusals.push(refusal);
    }
    return acceptUnless(
      refusals,
      portable.map(({ filename }) => filename),
    );
  });
}

function isPortable({ filename }: BuiltFile): boolean {
  return !filename.endsWith(".whl") || /-(?:py2\.)?py3-none-any\.whl$/.test(filename);
}

async function install(
  { path, filename, distribution }: BuiltFile,
  { uv, path: temporary }: Workshop,
): Promise<Refusal | undefined> {
  const environment = temporary(filename);
  const steps = [
    ["venv", "--quiet", "--no-project", ...pythonFor(distribution.metadata), environment],
    [
      ...["pip", "install", "--quiet", "--no-deps", "--python", environment],
      ...(distribution.kind === "wheel" ? ["--no-index"] : []),
      resolve(path),
    ],
  ];
  for (const words of steps) {
    const answer = await uv(...words);
    if (answer.exitCode === notStarted) return missingUv("install the built files");
    if (answer.exitCode !== 0) return notInstallable(path, answer.trouble);
  }
  return undefined;
}

/** The words that choose a Python which the distribution accepts. */
export function pythonFor({ requiresPython }: CoreMetadata): readonly string[] {
  // uv would also accept a path here, and run the program at it.
  return /^[<>=!~,. 0-9*]+$/.test(requiresPython) ? ["--python", requiresPython] : [];
}

function notInstallable(path: string, trouble: string): Refusal {
  const words = trouble.trim().replace(/\s+/g, " ");
  const shown = words.length > 1000 ? `…${words.slice(-1000)}` : words || "nothing";
  return {
    name: "distribution-not-installable",
    seen: `${path} does not install; uv says: ${shown}`,
    remedy: "Fix what uv names, and build again.",
    location: { file: path },
  };
}
