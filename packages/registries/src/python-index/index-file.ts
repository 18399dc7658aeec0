import { type Digest, sha256Digest, type Version } from "@lablink-actions/release-core";
import {
  boolean,
  either,
  nullable,
  open,
  optional,
  record,
  type Shape,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { versionOfFile } from "./file-name.ts";

/** A file as an index lists it. */
export interface IndexFile {
  readonly filename: string;
  /** Without its fragment. */
  readonly url: URL;
  /** Undefined if it is neither a wheel nor a source distribution of the project. */
  readonly version: Version | undefined;
  /** Its SHA-256, if the index gives one. */
  readonly digest?: Digest;
  /** PEP 592: the reason, perhaps empty, why it must not be chosen; undefined if it may be chosen. */
  readonly yanked: string | undefined;
  readonly requiresPython?: string;
  /** When it was uploaded, as ISO 8601 writes it, if the index says (PEP 700). */
  readonly uploaded?: string;
  /** PEP 740: where its provenance is, or that it has none; undefined if the page says nothing of it. */
  readonly provenance?: URL | "none";
}

/** What a page says of a file, before it is checked. */
interface ListedFile {
  readonly filename: string;
  /** Relative to the address that the page gives. */
  readonly address: string;
  readonly base: URL;
  /** The digits of its SHA-256. */
  readonly sha256: string | undefined;
  readonly yanked: string | undefined;
  readonly requiresPython: string | undefined;
  readonly uploaded?: string | undefined;
  /** The address of its provenance, null if it has none, and undefined if nothing is said of it. */
  readonly provenance: string | null | undefined;
}

/** For what they do not know, indexes write null or nothing. */
const maybe = <T>(shape: Shape<T>) => optional(nullable(shape));

/**
 * A file as JSON lists it: with `hashes` and `requires-python` in the Simple API (PEP 691), with `digests`,
 * `requires_python` and `yanked_reason` in the JSON API.
 */
export const jsonFile = open({
  filename: text(),
  url: text(),
  hashes: maybe(record(text(), text())),
  digests: maybe(record(text(), text())),
  "requires-python": maybe(text()),
  requires_python: maybe(text()),
  yanked: maybe(either(boolean, text())),
  yanked_reason: maybe(text()),
  "upload-time": maybe(text()),
  provenance: maybe(text()),
});

/** A file of a page, or undefined if its address is not one. */
export function indexFile(project: string, listed: ListedFile): IndexFile | undefined {
  const { filename, address, base, sha256, yanked, requiresPython, uploaded } = listed;
  if (!URL.canParse(address, base.href)) return undefined;
  const url = new URL(address, base);
  url.hash = "";
  const digest = sha256Digest(sha256 ?? "");
  const provenance = provenanceOf(listed);
  return {
    filename,
    url,
    version: versionOfFile(project, filename),
    yanked,
    ...(digest && { digest }),
    ...(requiresPython && { requiresPython }),
    ...(uploaded && { uploaded }),
    ...(provenance && { provenance }),
  };
}

function provenanceOf({ provenance, base }: ListedFile): IndexFile["provenance"] {
  if (provenance === null) return "none";
  const isAddress = provenance !== undefined && URL.canParse(provenance, base.href);
  return isAddress ? new URL(provenance, base) : undefined;
}

/** A file that JSON lists, or undefined if its address is not one. */
export function indexFileFromJson(project: string, base: URL, file: Shaped<typeof jsonFile>) {
  const { filename, url, hashes, digests, yanked, yanked_reason: reason } = file;
  return indexFile(project, {
    filename,
    address: url,
    base,
    sha256: (hashes ?? digests)?.["sha256"],
    yanked: typeof yanked === "string" ? yanked || undefined : yanked ? (reason ?? "") : undefined,
    requiresPython: file["requires-python"] ?? file.requires_python ?? undefined,
    uploaded: file["upload-time"] ?? undefined,
    provenance: file.provenance,
  });
}
