import { quote } from "@lablink-actions/release-core";
import { Damage } from "./damage.ts";

/** An archive may hold no more; the largest wheels have some ten thousand. */
const mostMembers = 65_534;

/**
 * The names of an archive's files, each safe and given once: readers do not agree on which of two equal names counts.
 */
export class MemberNames {
  readonly #names = new Set<string>();

  add(name: string): void {
    requireSafe(name);
    if (this.#names.has(name)) throw new Damage(`holds ${quote(name)} twice`);
    if (this.#names.size >= mostMembers) throw new Damage(`holds more than ${mostMembers} files`);
    this.#names.add(name);
  }

  get all(): readonly string[] {
    return [...this.#names];
  }
}

/** Damage if a name is not relative, or has a step up, a drive, a backslash or a control character. */
export function requireSafe(name: string): void {
  const isPlain = name
    .split("/")
    .every((segment) => segment !== "" && segment !== "." && segment !== "..");
  if (!isPlain || /^[A-Za-z]:|[\\\p{Cc}]/u.test(name)) {
    throw new Damage(`holds ${quote(name)}, a name that may lead out of the archive`);
  }
}
