import { nearest } from "./nearest.ts";
import { listing, quote } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";

const placeholders = [
  "version",
  "major",
  "minor",
  "platform",
  "sha",
  "short-sha",
  "pr",
  "ref-name",
] as const;

/** The default templates, of compute-tags and of the configuration. */
export const defaultTagTemplates = [
  "{version}",
  "{platform}-{version}",
  "{platform}-latest",
  "{platform}",
  "{platform}-{sha}",
  "{sha}",
  "latest",
] as const;

type Placeholder = (typeof placeholders)[number];

/** A run's values for the placeholders. A template gives no tag if the run lacks one of its values. */
export type TagValues = { readonly [Name in Placeholder]?: string | undefined };

/**
 * How a tag may move; its template decides. A tag with `{version}` never moves. A tag with the commit moves only
 * when the commit is built again. Any other tag moves with every build, and one with `{major}` only within its series.
 */
export type TagKind = "version" | "commit" | "floating";

export interface TagTemplate {
  readonly text: string;
  readonly kind: TagKind;
  /** How many numbers of the version name its series: 1 with `{major}`, 2 with `{major}` and `{minor}`, else 0. */
  readonly seriesLength: 0 | 1 | 2;
  /** Literal text and placeholders in turn. */
  readonly parts: readonly (string | { readonly placeholder: Placeholder })[];
}

/**
 * Reads one template, such as `{platform}-{version}`.
 *
 * @returns the template, or `tag-template-invalid` (LA403)
 */
export function parseTagTemplate(text: string): Result<TagTemplate> {
  const parts: (string | { readonly placeholder: Placeholder })[] = [];
  for (const piece of text.split(/(\{[^{}]*\})/)) {
    const name = /^\{(.*)\}$/s.exec(piece)?.[1];
    if (name === undefined) {
      if (/[{}]/.test(piece)) return invalid(text, "has a brace that is not closed or not opened");
      if (piece !== "") parts.push(piece);
    } else if (isPlaceholder(name)) {
      parts.push({ placeholder: name });
    } else {
      const meant = nearest(name, placeholders);
      return invalid(text, `has ${quote(`{${name}}`)}${meant ? ` (is {${meant}} meant?)` : ""}`);
    }
  }
  const used = placeholdersIn(parts);
  if (used.includes("minor") && !used.includes("major")) {
    return invalid(text, "has {minor} without {major}, which names no series");
  }
  return accept({ text, parts, kind: kindOf(used), seriesLength: seriesLengthOf(used) });
}

/** A run's tag by a template; undefined if the run has no value for one of its placeholders. */
export function renderTagTemplate({ parts }: TagTemplate, values: TagValues): string | undefined {
  const rendered = parts.map((part) =>
    typeof part === "string" ? part : values[part.placeholder],
  );
  return rendered.includes(undefined) ? undefined : rendered.join("");
}

/** The name of a branch or tag as `{ref-name}` gives it: what an image tag cannot have is replaced. */
export function tagSafe(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+/, "");
}

function isPlaceholder(name: string): name is Placeholder {
  return (placeholders as readonly string[]).includes(name);
}

function placeholdersIn(parts: TagTemplate["parts"]): readonly Placeholder[] {
  return parts.flatMap((part) => (typeof part === "string" ? [] : [part.placeholder]));
}

function seriesLengthOf(used: readonly Placeholder[]): 0 | 1 | 2 {
  if (kindOf(used) !== "floating" || !used.includes("major")) return 0;
  return used.includes("minor") ? 2 : 1;
}

function kindOf(used: readonly Placeholder[]): TagKind {
  if (used.includes("version")) return "version";
  return used.includes("sha") || used.includes("short-sha") ? "commit" : "floating";
}

function invalid(text: string, problem: string): Result<never> {
  return refuse({
    name: "tag-template-invalid",
    seen: `the tag template ${quote(text)} ${problem}`,
    remedy: `Use ${listing(
      placeholders.map((name) => `{${name}}`),
      "or",
    )}.`,
  });
}
