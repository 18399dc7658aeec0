import { derivedVersionInput } from "@lablink-actions/release-core";
import type { WrittenConfig } from "./written-config.ts";

type Packages = WrittenConfig["packages"];

/** The input of a package's version, as written or by default. */
export function versionInputOf(packages: Packages): (name: string) => string {
  const derived = derivedVersionInput(Object.keys(packages));
  const written = writtenInputs(packages);
  return (name) => written.get(name) ?? derived(name);
}

/** The inputs that the file names. */
export function writtenInputs(packages: Packages): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(packages).flatMap(([name, { "version-input": input }]) =>
      input === undefined ? [] : [[name, input] as const],
    ),
  );
}

/** GitHub does not tell inputs apart by case. */
export function isSameInput(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
