/** What an image says of its containers before anything in it runs. The engine has it, so no program can change it. */
import { accept, type Result } from "@lablink-actions/release-core";
import { checkJson, list, nullable, open, optional, text } from "@lablink-actions/shape";
import { broken } from "./broken.ts";
import { engineUnavailable, heedCancellation, shortly } from "./docker.ts";
import type { ImageFacts, OutsideRow } from "./kinds/kind.ts";
import { lookOutside } from "./outside.ts";
import type { OwnContainerEffects } from "./own-container.ts";

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
  if (rows.length === 0) return accept({ variables: [], user: "", users: "" });
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
  const { Env: variables, User: user = "" } = read.value;
  const facts = { variables: variables ?? [], user, users: "" };
  if (!rows.some(({ needsUsers }) => needsUsers?.(user))) return accept(facts);
  return lookOutside(reference, effects, async (image) => {
    const found = await image.read("/etc/passwd", { keepsText: true, followsLink: true });
    if (!found.ok) return found;
    const [file] = found.value === "absent" ? [] : found.value.values();
    return accept({ ...facts, users: file?.type === "file" ? (file.text ?? "") : "" });
  });
}
