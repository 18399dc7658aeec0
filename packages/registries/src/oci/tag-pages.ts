import { accept, map, type Result, refuse } from "@lablink-actions/release-core";
import { trouble } from "./refusals.ts";

/** One page of a list of tags. */
export interface TagPage {
  readonly tags: readonly string[];
  /** The next page, if the registry names one in a Link header. */
  readonly next: URL | undefined;
}

/** What a registry answers to the question for a page. */
type TagAnswer = TagPage | "absent" | "misunderstood";

interface TagPages {
  /**
   * Reads a page. `absent` means that the registry does not know the image. `misunderstood` means that it does not take
   * this question, which it may say only of a page that it did not name.
   */
  read(url: URL, isNamed: boolean): Promise<Result<TagAnswer>>;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

const pageSize = 1000;
const mostPages = 1000;
const longest = 120_000;
const nothing: TagPage = { tags: [], next: undefined };

/**
 * Reads a list of tags to its end. A Link header is optional, and a page may have fewer tags than were asked for (OCI
 * distribution specification, "Listing Tags"). So a page without Link is the last one only if nothing comes after its
 * last tag, and the registry is asked for that.
 *
 * @param asked the question, for refusals
 * @returns every tag once, none if the registry does not know the image; or `registry-trouble` (LA702) if the list may
 * be cut
 */
export async function readTags(
  list: URL,
  asked: string,
  pages: TagPages,
): Promise<Result<readonly string[]>> {
  const tags = new Set<string>();
  const visited = new Set<string>();
  const end = pages.now() + longest;
  const stop = (problem: string) => refuse(trouble(asked, problem));

  const read = async (url: URL, isNamed: boolean): Promise<Result<TagPage | "misunderstood">> => {
    if (visited.size === mostPages) return stop(`names more tags after ${mostPages} pages`);
    if (pages.now() >= end) return stop(`did not give all of them within ${longest / 1000} s`);
    if (visited.has(url.href)) return stop("lists its pages in circles");
    visited.add(url.href);
    const answer = await pages.read(url, isNamed);
    if (!answer.ok) return answer;
    if (answer.value !== "absent") return accept(answer.value);
    // Only the first answer can say that there is no such image.
    if (visited.size === 1) return accept(nothing);
    return stop(`does not know the image any more after ${tags.size} tags`);
  };

  /** Takes the page and those that Links lead to. Gives the last tag, or undefined if the last page is empty. */
  const take = async (
    answer: Result<TagPage | "misunderstood">,
  ): Promise<Result<string | undefined>> => {
    if (!answer.ok) return answer;
    const page = answer.value === "misunderstood" ? nothing : answer.value;
    for (const tag of page.tags) tags.add(tag);
    return page.next ? take(await read(page.next, true)) : accept(page.tags.at(-1));
  };

  /** Takes what comes after a tag. Gives the last tag of that, or undefined if nothing comes after it. */
  const takeAfter = async (last: string): Promise<Result<string | undefined>> => {
    const url = pageOf(list, pageSize, last);
    // Asked before: what came then was already known, or was pushed in the meantime.
    if (visited.has(url.href)) return endWithoutLast();
    const answer = await read(url, false);
    if (!answer.ok) return answer;
    if (answer.value === "misunderstood") return endWithoutLast();
    const { tags: found, next } = answer.value;
    const hasNews = found.some((tag) => !tags.has(tag)) || (next && !visited.has(next.href));
    if (hasNews || found.length === 0) return take(answer);
    // A page may begin with the end of the one before, but not with the beginning of the list.
    const isOverlap = found.at(-1) === last && (found.length < tags.size || tags.size === 1);
    return isOverlap ? accept(undefined) : endWithoutLast();
  };

  /**
   * The end of a list whose registry knows no `last`. The list is whole if the registry pages only by its own Links
   * (Amazon ECR, Quay), or not at all (docker-registry 2.8). Asking for just one tag shows that.
   */
  const endWithoutLast = async (): Promise<Result<undefined>> => {
    const answer = await read(pageOf(list, 1), false);
    if (!answer.ok) return answer;
    const { tags: found, next } = answer.value === "misunderstood" ? nothing : answer.value;
    const isAll = [...tags].every((tag) => found.includes(tag));
    for (const tag of found) tags.add(tag);
    if (next || isAll) return accept(undefined);
    return stop(
      `gives ${tags.size} tags, and says neither what comes after them nor that it is all`,
    );
  };

  let last = await take(await read(pageOf(list, pageSize), true));
  while (last.ok && last.value !== undefined) last = await takeAfter(last.value);
  return map(last, () => [...tags]);
}

function pageOf(list: URL, size: number, last?: string): URL {
  const url = new URL(list);
  url.searchParams.set("n", String(size));
  if (last !== undefined) url.searchParams.set("last", last);
  return url;
}
