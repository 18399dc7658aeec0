/** What an image says of its containers before anything in it runs. The engine has it, so no program can change it. */
import {
  broken,
  engineUnavailable,
  type FoundPath,
  heedCancellation,
  lookOutside,
  type Outside,
  type OwnContainerEffects,
  shortly,
} from "@lablink-actions/engine";
import { accept, type Result } from "@lablink-actions/release-core";
import { checkJson, list, nullable, open, optional, text } from "@lablink-actions/shape";
import { imageUser } from "./image-user.ts";
import type { ImageFacts, OutsideRow } from "./kinds/kind.ts";

const config = open({ Env: optional(nullable(list(text()))), User: optional(text()) });

/**
 * Reads what these rows of the report need.
 *
 * @returns it, or `engine-unavailable` (LA605), `verification-broken` (LA607), `container-left` (LA610)
 */
export async function readFacts(
  reference: string,
  rows: readonly OutsideRow[],
  effects: OwnContainerEffects,
): Promise<Result<ImageFacts>> {
  if (rows.length === 0) {
    return accept({ variables: [], user: imageUser("", "", ""), found: new Map() });
  }
  const { docker, signal } = effects;
  const words = ["image", "inspect", "--format", "{{json .Config}}", reference];
  const inspected = await docker(words, { deadline: shortly, signal, grace: 0 });
  heedCancellation(signal);
  if (inspected.exitCode !== 0) return engineUnavailable(inspected);
  const read = checkJson(config, inspected.output);
  if (!read.ok) {
    return broken(
      `the engine's answer about ${reference} cannot be read`,
      "Look at it with docker image inspect.",
    );
  }
  const { Env, User: set = "" } = read.value;
  const variables = Env ?? [];
  const needsUsers = rows.some((row) => row.needsUsers?.(set));
  const paths = new Set(rows.flatMap(({ looksFor }) => looksFor ?? []));
  if (!needsUsers && paths.size === 0) {
    return accept({ variables, user: imageUser(set, "", ""), found: new Map() });
  }
  return lookOutside(reference, effects, async (image) => {
    const users = needsUsers ? await textOf("/etc/passwd", image) : accept("");
    if (!users.ok) return users;
    const groups = needsUsers ? await textOf("/etc/group", image) : accept("");
    if (!groups.ok) return groups;
    const found = new Map<string, readonly FoundPath[] | string>();
    for (const path of paths) {
      const there = await image.find(path);
      if (!there.ok) return there;
      found.set(path, there.value);
    }
    return accept({ variables, user: imageUser(set, users.value, groups.value), found });
  });
}

/** The text of a file; empty if there is none. */
async function textOf(path: string, { read }: Outside): Promise<Result<string>> {
  const found = await read(path, { keepsText: true, followsLink: true });
  if (!found.ok) return found;
  const [file] = found.value === "absent" ? [] : found.value.values();
  return accept(file?.type === "file" ? (file.text ?? "") : "");
}
