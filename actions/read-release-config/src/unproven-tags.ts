import { type ImageConfig, parseYaml } from "@lablink-actions/release-config";
import { listing, nearest, parseTagTemplate, quote } from "@lablink-actions/release-core";

/** A file's text, or undefined if there is no such file. */
type ReadFile = (path: string) => string | undefined;

/**
 * Warnings about tags that say what an image holds, such as `postgres-15`, and that no claim of its checks proves, and
 * about claims that are in no tag. Text without a digit, such as `latest` or `slim`, says nothing that could be wrong
 * tomorrow. A checks file that is missing or not YAML is left to verify-image, which refuses it.
 */
export function unprovenTags(images: readonly ImageConfig[], readFile: ReadFile): string[] {
  const byChecks = Map.groupBy(images, ({ checks }) => checks);
  return [...byChecks].flatMap(([checks, same]) => {
    const claims = checks === "" ? [] : claimsOf(checks, readFile);
    if (claims === undefined) return [];
    return [
      ...same.flatMap((image) => ofImage(image, claims)),
      ...claims.flatMap((claim) => ofClaim(claim, checks, same)),
    ];
  });
}

function ofImage(image: ImageConfig, claims: readonly string[]): string[] {
  const unproven = image.tags.flatMap((tag) => {
    const said = saidBy(tag, image).flatMap((words) => unclaimed(words, claims));
    return said.length > 0 ? [`${tag} (${listing(said)})`] : [];
  });
  if (unproven.length === 0) return [];
  const remedy =
    image.checks === ""
      ? "Name a file with claims at checks"
      : `Add a claim for each to ${image.checks}`;
  return [
    `${image.name}: nothing proves what the image's tags say: ${listing(unproven)}. ${remedy}, or delete the tag.`,
  ];
}

function ofClaim(claim: string, checks: string, images: readonly ImageConfig[]): string[] {
  const said = images.flatMap((image) => image.tags.flatMap((tag) => saidBy(tag, image)));
  if (said.some((words) => placeOf(claim.split("-"), words) >= 0)) return [];
  const meant = nearest(
    claim,
    said.map((words) => words.join("-")),
  );
  const hint = meant ? ` (is ${meant} meant?)` : "";
  const names = listing(images.map(({ name }) => name));
  return [
    `${checks}: the claim ${quote(claim)} is in no tag of ${names}${hint}. Add the tag, or delete the claim.`,
  ];
}

/** The literal parts of a template, in words between hyphens, without the words of the image's platforms. */
function saidBy(tag: string, { platforms }: ImageConfig): string[][] {
  const template = parseTagTemplate(tag);
  const parts = template.ok ? template.value.parts : [];
  const ofPlatforms = platforms.flatMap((platform) => platform.split("/"));
  return parts.flatMap((part) => {
    if (typeof part !== "string") return [];
    const words = part.split("-").filter((word) => word !== "" && !ofPlatforms.includes(word));
    return words.length > 0 ? [words] : [];
  });
}

/** The runs of words that are left if the claims are taken out, as far as they have a digit. */
function unclaimed(words: readonly string[], claims: readonly string[]): string[] {
  const longestFirst = claims.toSorted((left, right) => right.length - left.length);
  for (const claim of longestFirst) {
    const claimed = claim.split("-");
    const start = placeOf(claimed, words);
    if (start < 0) continue;
    const before = unclaimed(words.slice(0, start), claims);
    return [...before, ...unclaimed(words.slice(start + claimed.length), claims)];
  }
  const left = words.join("-");
  return /\d/.test(left) ? [left] : [];
}

/** Where words are among others, one after the other; -1 if they are not. */
function placeOf(some: readonly string[], words: readonly string[]): number {
  return words.findIndex((_, start) => some.every((word, index) => words[start + index] === word));
}

function claimsOf(checks: string, readFile: ReadFile): readonly string[] | undefined {
  const text = readFile(checks);
  const document = text === undefined ? undefined : parseYaml(text, checks);
  if (!document?.ok) return undefined;
  const value = document.value.value as { claims?: unknown } | null | undefined;
  const claims = typeof value === "object" ? value?.claims : undefined;
  return typeof claims === "object" && claims !== null ? Object.keys(claims) : [];
}
