import {
  accept,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";

/** The version that is expected, if any; otherwise `input-invalid` (LA902). */
export function parseExpectedVersion(text: string): Result<Version | undefined> {
  const version = parseVersion(text);
  if (version !== undefined || text === "") return accept(version);
  return refuse({
    name: "input-invalid",
    seen: `the input version is ${quote(text)}, which is not a PEP 440 version`,
    remedy: "Pass on the version validate-version-tag gives, or leave it empty.",
  });
}

/** A folder's path, on one line as every path in missing-files is; otherwise `input-invalid` (LA902). */
export function parseFolder(text: string): Result<string> {
  if (!/\p{Cc}/u.test(text)) return accept(text);
  return refuse({
    name: "input-invalid",
    seen: `the input dist is ${quote(text)}, and there are control characters in it`,
    remedy: "Give one folder, on one line.",
  });
}
