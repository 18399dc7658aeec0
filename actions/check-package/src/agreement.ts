import {
  type Distribution,
  type EntryPoint,
  hasModule,
  missingInBuilt,
  objectReference,
  type Wheel,
} from "@lablink-actions/python-package";
import {
  compareVersions,
  normalizePackageName,
  quote,
  type Refusal,
  type Version,
} from "@lablink-actions/release-core";
import { requirementsFor } from "./sibling.ts";

/** What the built files must agree with. */
export interface Declared {
  readonly name: string;
  readonly version: Version;
  /** The metadata that the sources leave to the built files. */
  readonly left: Parameters<typeof missingInBuilt>[2];
  readonly entryPoints: readonly EntryPoint[];
}

/**
 * Compares a built file with the package. Refuses another name or version (`distribution-differs`, LA221), and missing
 * metadata that the sources leave to the built files (`project-metadata-missing`, LA216). In a wheel it also refuses missing entry points and modules (`entry-point-missing`, LA222), and a RECORD that does not
 * match the files (`wheel-record-differs`, LA223).
 */
export function disagreements(
  path: string,
  distribution: Distribution,
  declared: Declared,
): readonly Refusal[] {
  const { name, version } = distribution.metadata;
  const isSame =
    normalizePackageName(name) === normalizePackageName(declared.name) &&
    compareVersions(version, declared.version) === 0;
  return [
    ...(isSame
      ? []
      : [
          {
            name: "distribution-differs",
            seen: `the metadata of ${path} says ${quote(name)} ${version.canonical}, and the package is ${declared.name} ${declared.version.canonical}`,
            remedy: "Empty the folder and build again from this checkout.",
            location: { file: path },
          } satisfies Refusal,
        ]),
    ...missingInBuilt(path, distribution.metadata, declared.left),
    ...(distribution.kind === "wheel" ? wheelFaults(path, distribution, declared) : []),
  ];
}

function wheelFaults(path: string, wheel: Wheel, { entryPoints }: Declared): readonly Refusal[] {
  const lacking = entryPoints.filter((entryPoint) => !hasEntryPoint(wheel, entryPoint));
  const broken = wheel.entryPoints.filter(
    (entryPoint) =>
      !hasModule(entryPoint.value, wheel.files) && requirementsFor(entryPoint, wheel).length === 0,
  );
  return [
    ...some(lacking.map(shown), (list) =>
      entryPointMissing(
        path,
        `lacks what pyproject.toml declares: ${list}`,
        "Build again from this checkout, with a backend that reads [project].",
      ),
    ),
    ...some(broken.map(shown), (list) =>
      entryPointMissing(
        path,
        `has no module for ${list}`,
        "Correct the module's name, or have the build backend include it in the wheel.",
      ),
    ),
    ...some(wheel.missing.map(quote), (list) =>
      recordDiffers(path, `names ${list}, which the wheel does not hold`),
    ),
    ...some(wheel.unrecorded.map(quote), (list) => recordDiffers(path, `does not name ${list}`)),
  ];
}

function hasEntryPoint(wheel: Wheel, { group, name, value }: EntryPoint): boolean {
  return wheel.entryPoints.some(
    (own) =>
      own.group === group &&
      own.name === name &&
      objectReference(own.value) === objectReference(value),
  );
}

function shown({ group, name, value }: EntryPoint): string {
  return quote(`[${group}] ${name} = ${value}`);
}

/** `entry-point-missing` (LA222): a wheel lacks an entry point, or the module of one. */
export function entryPointMissing(path: string, problem: string, remedy: string): Refusal {
  return {
    name: "entry-point-missing",
    seen: `${path} ${problem}`,
    remedy,
    location: { file: path },
  };
}

function recordDiffers(path: string, seen: string): Refusal {
  return {
    name: "wheel-record-differs",
    seen: `the RECORD of ${path} ${seen}`,
    remedy: "Build it again, and change nothing in a wheel after it is built.",
    location: { file: path },
  };
}

/** One refusal for a list, however long; none if it is empty. */
function some(items: readonly string[], describe: (list: string) => Refusal): readonly Refusal[] {
  if (items.length === 0) return [];
  const more = items.length > 5 ? ` and ${items.length - 5} more` : "";
  return [describe(`${items.slice(0, 5).join(", ")}${more}`)];
}
