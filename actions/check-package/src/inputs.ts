import {
  accept,
  invalidInput,
  isPackageName,
  listing,
  parsePackageName,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";

/** The name of one package; otherwise `package-invalid` (LA215), or `packages-together` (LA230) for several. */
export function parsePackage(text: string): Result<string> {
  const names = text.split("\n").map((line) => line.trim());
  if (names.length === 1 || !names.every(isPackageName)) return parsePackageName(text);
  return refuse({
    name: "packages-together",
    seen: `the tag releases ${listing(names)} together, and this job builds one package`,
    remedy: `Give each package jobs of its own, with one name in package: ${listing(names, "or")}. The tag belongs to each of them.`,
  });
}

/** The version that is expected; otherwise `input-invalid` (LA902). */
export function parseExpectedVersion(text: string, name: string): Result<Version> {
  const version = parseVersion(text);
  if (version !== undefined) return accept(version);
  return refuse(
    invalidInput(
      name,
      `is ${quote(text)}, which is not a PEP 440 version`,
      "Pass the version that validate-version-tag gives, or leave it empty.",
    ),
  );
}

/** A folder's path, without control characters; otherwise `input-invalid` (LA902). */
export function parseFolder(text: string, name: string): Result<string> {
  if (!/\p{Cc}/u.test(text)) return accept(text);
  return refuse(
    invalidInput(
      name,
      `is ${quote(text)}, which holds control characters`,
      "Give one folder, on one line.",
    ),
  );
}
