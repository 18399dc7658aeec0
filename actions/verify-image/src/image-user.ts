import type { FoundPath } from "@lablink-actions/engine";

/** The user that an image runs as, as the engine finds it out. */
export interface ImageUser {
  /** As the image sets it, without a group: a name or a number. */
  readonly own: string;
  /** Undefined if the image has no user of that name. */
  readonly number: string | undefined;
  /** Undefined or empty if it has none. */
  readonly name: string | undefined;
  readonly canExecute: (file: FoundPath) => boolean;
}

/**
 * Reads who it is.
 *
 * @param set what the image sets: a name or a number, with or without a group; empty if nothing
 * @param users the text of /etc/passwd
 * @param groups the text of /etc/group
 */
export function imageUser(set: string, users: string, groups: string): ImageUser {
  const [own = "", group] = userWords(set);
  const entries = users.split("\n").map((line) => line.split(":"));
  // As the engine takes it: a number is never a name.
  const number = isNumber(own) ? own : entries.find(([name]) => name === own)?.[2];
  const entry = entries.find(([, , uid]) => uid === number);
  const name = entry?.[0];
  const lists = groups.split("\n").map((line) => line.split(":"));
  const numberOf = (one: string) =>
    isNumber(one) ? one : lists.find(([listed]) => listed === one)?.[2];
  const named = lists.filter(([, , , people = ""]) => name && people.split(",").includes(name));
  const all =
    group === undefined ? [entry?.[3] ?? "0", ...named.map(([, , gid]) => gid)] : [numberOf(group)];
  const canExecute = ({ mode, owner, group: of }: FoundPath) => {
    if (number === "0") return (mode & 0o111) !== 0;
    if (String(owner) === number) return (mode & 0o100) !== 0;
    return (mode & (all.includes(String(of)) ? 0o010 : 0o001)) !== 0;
  };
  return { own, number, name, canExecute };
}

/** The user in an image's settings, and its group if there is one. */
export function userWords(set: string): readonly string[] {
  const [own, ...group] = set.split(":");
  return [own || "0", ...group];
}

export function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}
