import { parseVersion, quote, type Version } from "@lablink-actions/release-core";
import { Damage } from "./damage.ts";

/** What METADATA and PKG-INFO say of a distribution (packaging specification, "Core metadata"). */
export interface CoreMetadata {
  readonly name: string;
  readonly version: Version;
  /** Its Summary; empty if there is none. */
  readonly summary: string;
  /** Its authors and maintainers, as they are written: names, or names with addresses. */
  readonly people: readonly string[];
  /** Requires-Python, as it is written; empty if there is none. */
  readonly requiresPython: string;
  /** Each Requires-Dist, as it is written. */
  readonly requiresDist: readonly string[];
}

/**
 * Reads the headers of METADATA or PKG-INFO.
 *
 * @param file how refusals name it
 * @throws Damage
 */
export function parseCoreMetadata(text: string, file: string): CoreMetadata {
  const [head = ""] = text.split(/\r?\n\r?\n/, 1);
  // A line that starts with white space continues the one before.
  const lines = head.split(/\r?\n(?![ \t])/);
  const values = (key: string) =>
    lines.flatMap((line) => {
      const colon = line.indexOf(":");
      return line.slice(0, colon).toLowerCase() === key ? [line.slice(colon + 1).trim()] : [];
    });
  // Older versions of setuptools write UNKNOWN for what nobody said.
  const written = (key: string) =>
    values(key).filter((value) => value !== "" && value !== "UNKNOWN");
  const one = (key: string) => {
    const [value, ...others] = values(key);
    if (value && others.length === 0) return value;
    throw new Damage(`has ${value ? "more than one" : "no"} ${key} in ${file}`);
  };
  const version = one("version");
  const parsed = parseVersion(version);
  if (parsed === undefined) {
    throw new Damage(`has version ${quote(version)} in ${file}, which is not a PEP 440 version`);
  }
  return {
    name: one("name"),
    version: parsed,
    summary: written("summary")[0] ?? "",
    people: ["author", "author-email", "maintainer", "maintainer-email"].flatMap(written),
    requiresPython: values("requires-python")[0] ?? "",
    requiresDist: values("requires-dist"),
  };
}
