import type { Version } from "@lablink-actions/release-core";
import { member, textMember } from "../json.ts";
import { versionOfFile } from "./file-name.ts";

/** A file as an index lists it. */
export interface IndexFile {
  readonly filename: string;
  /** Without its fragment. */
  readonly url: URL;
  /** Undefined where it is neither a wheel nor a source distribution of the project. */
  readonly version: Version | undefined;
  readonly sha256?: string;
  /** PEP 592: why it must not be chosen, which may be empty; undefined where it may. */
  readonly yanked: string | undefined;
  readonly requiresPython?: string;
}

/** What a page says of a file, before it is known to be well said. */
interface ListedFile {
  readonly filename: string;
  /** Relative to where the page says. */
  readonly address: string;
  readonly base: URL;
  readonly sha256: string | undefined;
  readonly yanked: string | undefined;
  readonly requiresPython: string | undefined;
}

/** A file of a page, or undefined where its address is none. */
export function indexFile(project: string, listed: ListedFile): IndexFile | undefined {
  const { filename, address, base, sha256, yanked, requiresPython } = listed;
  if (!URL.canParse(address, base.href)) return undefined;
  const url = new URL(address, base);
  url.hash = "";
  return {
    filename,
    url,
    version: versionOfFile(project, filename),
    yanked,
    ...(sha256 && /^[0-9a-f]{64}$/i.test(sha256) && { sha256: sha256.toLowerCase() }),
    ...(requiresPython && { requiresPython }),
  };
}

/**
 * A file as JSON lists it: by `hashes` and `requires-python` in the Simple API (PEP 691), by `digests`,
 * `requires_python` and `yanked_reason` in the JSON API. Undefined where it has no name or address.
 */
export function indexFileFromJson(project: string, base: URL, entry: unknown) {
  const filename = textMember(entry, "filename");
  const address = textMember(entry, "url");
  if (filename === undefined || address === undefined) return undefined;
  const yanked = member(entry, "yanked");
  return indexFile(project, {
    filename,
    address,
    base,
    sha256: textMember(member(entry, "hashes") ?? member(entry, "digests"), "sha256"),
    yanked: yanked
      ? typeof yanked === "string"
        ? yanked
        : (textMember(entry, "yanked_reason") ?? "")
      : undefined,
    requiresPython: textMember(entry, "requires-python") ?? textMember(entry, "requires_python"),
  });
}
