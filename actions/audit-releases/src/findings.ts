import { choice, items } from "@lablink-actions/action-kit";
import { accept, listing, type Result, type Tag } from "@lablink-actions/release-core";

/**
 * What can be found, with the words of a table's cell. A broken chain of signatures (packages/provenance) will be one
 * more kind: a version whose package or image has no valid provenance.
 */
export const findingKinds = {
  "package-without-image": "no image",
  "image-without-package": "no package",
  "version-label-differs": "label of another version",
  "version-tags-differ": "tags differ",
  "floating-tag-behind": "not at the newest release",
  "development-image-unsuffixed": "development image",
  "index-incomplete": "parts are missing",
  "development-tags-old": "old development tags",
} as const;

export type FindingKind = keyof typeof findingKinds;

/** The kinds that break a release. An old tag of a development build does not. */
const breaking = kinds().filter((kind) => kind !== "development-tags-old");

/** Reads the kinds that make a run red, one per line: by default those that break a release; or `input-invalid` (LA902). */
export function parseFailOn(text: string, name: string): Result<readonly FindingKind[]> {
  if (text === "") return accept(breaking);
  return text === "none" ? accept([]) : items(choice(...kinds()))(text, name);
}

function kinds(): readonly FindingKind[] {
  return Object.keys(findingKinds) as FindingKind[];
}

/** One thing that is not as it should be. */
export interface Finding {
  readonly kind: FindingKind;
  readonly package: string;
  /** The image with its registry: `ghcr.io/owner/name`. */
  readonly image: string;
  /** The canonical version; empty if it is about no single one. */
  readonly version: string;
  readonly tags: readonly Tag[];
  /** What was seen, as a clause without its full stop. */
  readonly seen: string;
  /** What to do, in sentences. If there is a command, it comes after them. */
  readonly remedy: string;
  /** The command that closes the gap, in one line; empty if no command does. */
  readonly command: string;
}

/** A tick or a cross, and words. */
export function verdictOf(kinds: readonly FindingKind[]): string {
  return kinds.length > 0 ? `✗ ${kinds.map((kind) => findingKinds[kind]).join(", ")}` : "✓";
}

/** `the tag 0.2.0`, `the tags 0.2.0 and linux-amd64-0.2.0`. */
export function tagList(named: readonly { readonly tag: Tag }[]): string {
  return `the ${named.length === 1 ? "tag" : "tags"} ${listing(named.map(({ tag }) => tag))}`;
}

/** Of that list. */
export function verb(named: readonly unknown[]): string {
  return named.length === 1 ? "names" : "name";
}

/** A clause as a sentence. It may begin with a name, which stays as it is. */
export function sentenceOf(clause: string): string {
  return `${clause.replace(/^[a-z]+(?= )/, (word) => word[0]?.toUpperCase() + word.slice(1))}.`;
}
