import type { Manifest } from "@lablink-actions/registries";
import {
  type Digest,
  isDigest,
  isNonEmpty,
  parseImageName,
  type RefusalName,
  type Result,
  type Tag,
  tagKind,
} from "@lablink-actions/release-core";
import type { Fault } from "@lablink-actions/testkit";
import type { Found, Step } from "../src/plan.ts";
import type { Promotion } from "../src/promotions.ts";

export const image = unwrap(parseImageName("ghcr.io/owner/name"));

export function digest(digit: string): Digest {
  return asDigest(`sha256:${digit.repeat(64)}`);
}

export function asDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new Error(`${text} is not a digest`);
}

export function promotion(tags: readonly string[], of = image): Promotion {
  const promoted = tags.map((name) => ({ name: name as Tag, kind: tagKind(name) }));
  if (!isNonEmpty(promoted)) throw new Error("a promotion has tags");
  return {
    image: of,
    digest: digest("a"),
    platform: undefined,
    tags: promoted,
    candidate: undefined,
    annotations: {},
  };
}

/** What is in the registry: the promoted tags' digests, and all other tags. */
export function found(
  tags: readonly string[],
  current: Readonly<Record<string, string>> = {},
  others: readonly string[] = [],
): Found {
  const manifest: Manifest = { digest: digest("a"), mediaType: "", bytes: new Uint8Array() };
  return {
    promotion: promotion(tags),
    manifest,
    platformImage: undefined,
    released: [],
    current: new Map(Object.entries(current) as [Tag, Digest][]),
    tags: [...Object.keys(current), ...others],
  };
}

/** What is in the registry for the image of one platform, as {@link found} has it. */
export function foundFor(
  architecture: string,
  digit: string,
  tags: readonly string[],
  current: Readonly<Record<string, string>> = {},
  others: readonly string[] = [],
): Found {
  const one = found(tags, current, others);
  const platform = { os: "linux", architecture };
  const manifest = { ...one.manifest, digest: digest(digit) };
  const descriptor = { mediaType: "", digest: digest(digit), size: 0, platform };
  return {
    ...one,
    promotion: { ...one.promotion, digest: digest(digit), platform },
    manifest,
    platformImage: { platform, image: descriptor, attestations: [] },
  };
}

/** `write 1.0`, in their order. */
export function actionsOf(result: Result<readonly Step[]>): readonly string[] {
  return unwrap(result).map(({ action, tag }) => `${action} ${tag.name}`);
}

export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.refusals.map(({ name, seen }) => `${name}: ${seen}`).join("; "));
}

export function namesOf(result: Result<unknown>): RefusalName[] {
  return result.ok ? [] : result.refusals.map(({ name }) => name);
}

/** `done`, or each refusal with the references to an image by their tags alone. */
export function outcomeOf(result: Result<unknown>, image: string): string[] {
  if (result.ok) return ["done"];
  return result.refusals.map(({ name, seen }) => `${name}: ${seen.replaceAll(`${image}:`, "")}`);
}

/** A run that nobody cancels. */
export const uncancelled = { cancelled: new AbortController().signal, goOnFor: () => {} };

/** A fault of writing a tag, the first times it is asked for. */
export const onPut =
  (tag: string, fault: Fault, times = Number.POSITIVE_INFINITY) =>
  (request: string, before: number) =>
    request === `PUT /v2/owner/name/manifests/${tag}` && before < times ? fault : undefined;
