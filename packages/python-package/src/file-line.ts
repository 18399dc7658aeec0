import {
  accept,
  type Digest,
  digestDigits,
  invalidInput,
  quote,
  type Result,
  refuse,
  sha256Digest,
} from "@lablink-actions/release-core";

/** A file by its name and its SHA-256, so that no other bytes can replace it on the way to another job. */
export interface NamedFile {
  readonly filename: string;
  readonly digest: Digest;
}

/** `<SHA-256> <name>`, as sha256sum writes it but with one space. */
export function fileLine({ filename, digest }: NamedFile): string {
  return `${digestDigits(digest)} ${filename}`;
}

/**
 * Reads such a line, or one of sha256sum itself.
 *
 * @param input the name of the input that has the line
 * @returns the file, or `input-invalid` (LA902)
 */
export function parseFileLine(line: string, input: string): Result<NamedFile> {
  const [, digits = "", filename = ""] =
    /^([0-9a-f]{64}) [ *]?([^\s/][^/\p{Cc}]*)$/iu.exec(line) ?? [];
  const digest = sha256Digest(digits);
  if (digest !== undefined) return accept({ filename, digest });
  return refuse(
    invalidInput(
      input,
      `has the line ${quote(line)}`,
      "Pass the output missing-files of build-package or check-package: one line `<SHA-256> <file name>` per file.",
    ),
  );
}
