import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant, if one is near enough to be worth naming. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const candidate = closest(text, candidates);
  const lengthier = Math.max(text.length, candidate.length);
  const near = distance(text.toLowerCase(), candidate.toLowerCase()) <= lengthier / 3;
  return near && candidate !== text ? candidate : undefined;
}
