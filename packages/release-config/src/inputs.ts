import { derivedVersionInputs } from "@lablink-actions/release-core";
import type { WrittenConfig } from "./written-config.ts";

type Packages = WrittenConfig["packages"];

/** The input of each package's version, as written or by default. */
export function versionInputs(packages: Packages): ReadonlyMap<string, string> {
  const names = Object.keys(packages);
  const derived = derivedVersionInputs(names);
  const written = writtenInputs(packages);
  return new Map(names.map((name, index) => [name, written.get(name) ?? derived[index] ?? ""]));
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
