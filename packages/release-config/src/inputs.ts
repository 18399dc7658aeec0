import { derivedVersionInput } from "@lablink-actions/release-core";
import type { WrittenConfig } from "./written-config.ts";
import type { WrittenImage } from "./written-image.ts";

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

/** The input of the version of an image without a package. */
export function imageInput(name: string, entry: WrittenImage): string {
  return (
    entry["version-input"] ??
    `${name.replace(/[^a-z0-9]+/g, "_").replace(/^(?=[0-9])/, "_")}_version`
  );
}

/** GitHub does not tell inputs apart by case. */
export function isSameInput(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
