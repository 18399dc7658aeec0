import type { Refusal, RefusalName, Result } from "@lablink-actions/release-core";
import type { RunRef } from "../src/run-ref.ts";
import { validateVersionTag } from "../src/validate-version-tag.ts";

/** The smallest pyproject.toml that can be released. */
export function pyproject(name: string, version: string): string {
  return `[project]\nname = "${name}"\nversion = ${JSON.stringify(version)}\n`;
}

/** Why there is no value; nothing if there is one. */
export function refusalsOf(result: Result<unknown>): readonly Refusal[] {
  return result.ok ? [] : result.refusals;
}

export function namesOf(result: Result<unknown>): RefusalName[] {
  return refusalsOf(result).map(({ name }) => name);
}

export const foo = { packageName: "foo", prefix: "{package}_v", directory: "." };
export const asked = {
  packages: [foo],
  branch: undefined,
  strict: false,
  required: false,
  dryRun: false,
};

export const tagged = (name: string): RunRef => ({ kind: "tag", name });

/** A workspace of these files. git is not called, because no branch is given. */
export function workspace(files: Readonly<Record<string, string>>) {
  return {
    readFile: (path: string) => files[path],
    git: () => Promise.reject(new Error("git was asked though no branch is given")),
  };
}

/** Validates a tag of foo against a pyproject.toml with this version. */
export function validate(tag: string, version: string, strict = false) {
  const files = { "pyproject.toml": pyproject("foo", version) };
  return validateVersionTag({ ...asked, ref: tagged(tag), strict }, workspace(files));
}

/** The outputs, or the names of the refusals. */
export async function outputsOf(tag: string, version: string) {
  const result = await validate(tag, version);
  return result.ok ? result.value.outputs : namesOf(result);
}
