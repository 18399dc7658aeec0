import {
  accept,
  invalidInput,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";

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
