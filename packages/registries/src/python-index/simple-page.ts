import { normalizePackageName, quote } from "@lablink-actions/release-core";
import {
  check,
  checkJson,
  clauseOf,
  list,
  nullable,
  open,
  optional,
  type Problem,
  text,
} from "@lablink-actions/shape";
import type { Answer } from "../network.ts";
import { elementsOf } from "./html.ts";
import { type IndexFile, indexFile, indexFileFromJson, jsonFile } from "./index-file.ts";

/** PEP 792: what an index says of a whole project, if that is not `active`. The reason may be empty. */
export interface ProjectMark {
  readonly status: string;
  readonly reason: string;
}

/** What a project's page says, or why it is not one, as a clause. */
type ProjectPage =
  | { readonly files: readonly IndexFile[]; readonly mark?: ProjectMark }
  | { readonly problem: string };

/** The forms that the Simple API is asked for. An index that knows only PEP 503 answers in HTML. */
export const simpleTypes =
  "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

const jsonType = "application/vnd.pypi.simple.v1+json";
const htmlTypes = ["application/vnd.pypi.simple.v1+html", "text/html"];

/**
 * Reads a project's page of the Simple API, in JSON (PEP 691) or HTML (PEP 503). The page of a login or a proxy may
 * come with status 200 too. So a page that does not name this project is a problem, and not an empty list.
 */
export function readProjectPage(project: string, answer: Answer): ProjectPage {
  const type = typeOf(answer);
  if (type === jsonType) return fromJson(project, answer);
  if (htmlTypes.includes(type)) return fromHtml(project, answer);
  return {
    problem: `answered with ${type ? quote(type) : "something without a type"}, not with the Simple API`,
  };
}

/**
 * Whether an answer begins as the Simple API's list of projects does: PEP 503 wants an anchor for each, with the
 * name for its text and the project's page for its address.
 */
export function isProjectList(answer: Answer): boolean {
  const type = typeOf(answer);
  if (answer.status !== 200 || !htmlTypes.includes(type)) {
    return answer.status === 200 && type === jsonType;
  }
  const elements = elementsOf(beginningOf(textOf(answer)));
  if (type !== "text/html" || repositoryVersion(elements) !== undefined) return true;
  const anchors = elements.filter(({ tag }) => tag === "a");
  // Only its title shows that a new, empty index is one.
  if (anchors.length === 0) {
    return elements.some(({ tag, text }) => tag === "title" && /\bsimple\b/i.test(text));
  }
  return anchors.every(({ attributes, text }) => {
    const href = attributes.get("href") ?? "";
    const path = URL.canParse(href, answer.url.href) ? new URL(href, answer.url).pathname : "";
    return text !== "" && path.split("/").findLast((part) => part) === normalizePackageName(text);
  });
}

/** A list may be very long, and its beginning shows what it is. It is cut before an anchor, because half of one misleads. */
function beginningOf(html: string): string {
  const enough = 64 * 1024;
  if (html.length <= enough) return html;
  const beginning = html.slice(0, enough);
  return beginning.slice(0, beginning.toLowerCase().lastIndexOf("<a"));
}

/**
 * Whether a list names a project, in any spelling: in JSON, as an anchor's text or as the end of its address. The list
 * is searched and not parsed, because it may be very long.
 */
export function namesProject(answer: Answer, project: string): boolean {
  const spelling = project.replace(/[^a-z0-9]/gi, (sign) =>
    sign === "-" ? "[-_.]+" : `\\${sign}`,
  );
  const places = [
    String.raw`"name"\s*:\s*"${spelling}"`,
    String.raw`>\s*${spelling}\s*</a`,
    String.raw`href\s*=\s*["']?(?:[^\s"'>]*/)?${spelling}/?["'\s>]`,
  ];
  return new RegExp(places.join("|"), "i").test(textOf(answer));
}

const anyPage = open({ meta: open({ "api-version": text() }) });
const jsonPage = open({
  name: text(),
  files: list(jsonFile),
  "project-status": optional(
    open({ status: optional(text()), reason: optional(nullable(text())) }),
  ),
});

function fromJson(project: string, answer: Answer): ProjectPage {
  const any = checkJson(anyPage, answer.bytes);
  if (!any.ok) return notAPage(any.problems[0]);
  // Only then is it known what the rest must look like.
  const version = any.value.meta["api-version"];
  if (!version.startsWith("1.")) return unknownVersion(version);
  const page = check(jsonPage, any.value);
  if (!page.ok) return notAPage(page.problems[0]);
  const { name, files, "project-status": marked } = page.value;
  if (normalizePackageName(name) !== project) {
    return { problem: `answered about ${quote(name)} instead` };
  }
  const found = files.flatMap((file) => indexFileFromJson(project, answer.url, file) ?? []);
  return found.length === files.length
    ? { files: found, ...markOf(marked?.status, marked?.reason) }
    : { problem: "lists a file without a valid address" };
}

function notAPage(problem: Problem): ProjectPage {
  const seen = clauseOf(problem, "it");
  return {
    problem: `answered with something that is not a project's page in JSON (PEP 691): ${seen}`,
  };
}

function fromHtml(project: string, answer: Answer): ProjectPage {
  const html = textOf(answer);
  // The end of the connection also ends a page, unless its length was given.
  if (!/<\/html\s*>/i.test(html)) return { problem: "answered with a page that does not end" };
  const elements = elementsOf(html);
  const version = repositoryVersion(elements);
  if (version !== undefined && !version.startsWith("1.")) return unknownVersion(version);
  const base = elements.find(({ tag }) => tag === "base")?.attributes.get("href") ?? "";
  const from = URL.canParse(base, answer.url.href) ? new URL(base, answer.url) : answer.url;
  const files = elements.flatMap(({ tag, attributes }) => {
    const address = tag === "a" ? attributes.get("href") : undefined;
    if (address === undefined || !URL.canParse(address, from.href)) return [];
    const { pathname, hash } = new URL(address, from);
    const listed = {
      filename: unescapePath(pathname.split("/").at(-1) ?? ""),
      address,
      base: from,
      sha256: /^#(?:.*&)?sha256=([0-9a-f]+)/i.exec(hash)?.[1],
      yanked: attributes.get("data-yanked"),
      requiresPython: attributes.get("data-requires-python"),
      provenance: attributes.get("data-provenance"),
    };
    return indexFile(project, listed) ?? [];
  });
  const isOfProject = files.some((file) => file.version !== undefined);
  const isEmpty = files.length === 0 && version !== undefined;
  const mark = markOf(
    metaOf(elements, "pypi:project-status"),
    metaOf(elements, "pypi:project-status-reason"),
  );
  return isOfProject || isEmpty
    ? { files, ...mark }
    : { problem: `answered with a page that lists no file of ${project}` };
}

function markOf(status = "active", reason?: string | null): { readonly mark?: ProjectMark } {
  return status === "active" ? {} : { mark: { status, reason: reason ?? "" } };
}

/** PEP 629. */
function repositoryVersion(elements: ReturnType<typeof elementsOf>): string | undefined {
  return metaOf(elements, "pypi:repository-version");
}

function metaOf(elements: ReturnType<typeof elementsOf>, name: string): string | undefined {
  return elements
    .find(({ tag, attributes }) => tag === "meta" && attributes.get("name") === name)
    ?.attributes.get("content");
}

function unknownVersion(version: string): ProjectPage {
  return { problem: `uses version ${quote(version)} of the Simple API, which is not known here` };
}

function typeOf({ headers }: Answer): string {
  return (headers.get("content-type") ?? "").replace(/\s*;.*$/s, "").toLowerCase();
}

function textOf({ bytes }: Answer): string {
  return new TextDecoder().decode(bytes);
}

function unescapePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
