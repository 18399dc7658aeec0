import {
  accept,
  compareVersions,
  invalidInput,
  normalizePackageName,
  parseVersion,
  quote,
  type Refusal,
  type Result,
  refuse,
  traverse,
  type Version,
} from "@lablink-actions/release-core";

/** From when on releases are audited. */
export type Since =
  | { readonly kind: "always" }
  /** Midnight of that day, UTC, in milliseconds. */
  | { readonly kind: "date"; readonly date: string; readonly time: number }
  /** By the normalised names of packages: the first version that counts. */
  | { readonly kind: "versions"; readonly first: ReadonlyMap<string, Version> };

/**
 * Reads a date, or lines `package==version`.
 *
 * @returns it, or `input-invalid` (LA902)
 */
export function parseSince(text: string, name: string): Result<Since> {
  if (text === "") return accept({ kind: "always" });
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const time = Date.parse(`${text}T00:00:00Z`);
    // 2026-02-30 would be 2 March.
    const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
    return isDay ? accept({ kind: "date", date: text, time }) : refuse(invalid(name, text));
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const read = traverse(lines, (line) => {
    const [, packageName, written = ""] = /^\s*([A-Za-z0-9._-]+)\s*==\s*(\S+)\s*$/.exec(line) ?? [];
    const version = parseVersion(written);
    return packageName !== undefined && version !== undefined
      ? accept([normalizePackageName(packageName), version] as const)
      : refuse(invalid(name, line));
  });
  return read.ok ? accept({ kind: "versions", first: new Map(read.value) }) : read;
}

/**
 * Checks that all packages of `since` are in the configuration: a misspelt one would limit nothing.
 *
 * @returns it, or `input-invalid` (LA902)
 */
export function requireKnown(since: Since, packageNames: readonly string[]): Result<Since> {
  if (since.kind !== "versions") return accept(since);
  const known = new Set(packageNames.map(normalizePackageName));
  const [first, ...others] = [...since.first.keys()]
    .filter((name) => !known.has(name))
    .map((name) =>
      invalidInput(
        "since",
        `names ${quote(name)}, which the configuration does not have`,
        "Name packages of the configuration.",
      ),
    );
  return first === undefined ? accept(since) : refuse(first, ...others);
}

/**
 * Whether a version is too old to be audited. If its time is not known, it is audited.
 *
 * @param time when it was published or built, as ISO 8601 writes it
 */
export function isBefore(
  since: Since,
  packageName: string,
  version: Version,
  time: string | undefined,
): boolean {
  if (since.kind === "always") return false;
  if (since.kind === "date") return time !== undefined && Date.parse(time) < since.time;
  const first = since.first.get(normalizePackageName(packageName));
  return first !== undefined && compareVersions(version, first) < 0;
}

function invalid(name: string, text: string): Refusal {
  return invalidInput(
    name,
    `has ${quote(text)}`,
    "Write a date such as 2026-03-01, or one line package==version for each package that is not audited from its first version on.",
  );
}
