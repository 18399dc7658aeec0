import {
  accept,
  buildRules,
  type Channel,
  type DevelopmentSuffix,
  isNonEmpty,
  type NonEmpty,
  parseTag,
  quote,
  type Refusal,
  type Result,
  refuse,
  renderTagTemplate,
  type Tag,
  type TagKind,
  type TagTemplate,
  type TagValues,
  traverse,
} from "@lablink-actions/release-core";

/** A tag, and how it may move. */
export interface RunTag {
  readonly tag: Tag;
  readonly kind: TagKind;
}

/** What decides a run's tags beside their templates. */
export interface TagRun {
  readonly channel: Channel;
  readonly values: TagValues;
  readonly suffix: DevelopmentSuffix;
}

/**
 * The tags of a run, in the order of their templates and each once.
 *
 * @returns the tags, or `tag-invalid` (LA402), `no-tags` (LA404), `prod-tag-suffixed` (LA406)
 */
export function renderTags(
  templates: readonly TagTemplate[],
  run: TagRun,
): Result<NonEmpty<RunTag>> {
  const rendered = traverse(templates, (template) => renderTag(template, run));
  if (!rendered.ok) return rendered;
  const tags = withoutRepeats(rendered.value.flatMap((tag) => (tag ? [tag] : [])));
  if (isNonEmpty(tags)) return accept(tags);
  return noTags(
    `no template has a value for this run: ${templates.map(({ text }) => quote(text)).join(", ")}`,
    "Add one that every run has values for, such as {platform}-{sha}.",
  );
}

/** `no-tags` (LA404). */
export function noTags(seen: string, remedy: string): Result<never> {
  return refuse({ name: "no-tags", seen, remedy });
}

/** A run's tag by one template: undefined if the run has no value for a placeholder. */
function renderTag(template: TagTemplate, run: TagRun): Result<RunTag | undefined> {
  // Refused on development as well: what production may not have, development would take from it.
  if (template.text.endsWith(run.suffix)) return refuse(suffixed(template.text, template, run));
  const stem = renderTagTemplate(template, run.values);
  if (stem === undefined) return accept(undefined);
  const { tagSuffix } = buildRules(run.channel, run.suffix);
  const tag = parseTag(stem + tagSuffix, `the template ${quote(template.text)}`);
  if (!tag.ok) return tag;
  if (run.channel.name === "production" && tag.value.endsWith(run.suffix)) {
    return refuse(suffixed(tag.value, template, run));
  }
  return accept({ tag: tag.value, kind: template.kind });
}

function suffixed(tag: string, template: TagTemplate, { suffix }: TagRun): Refusal {
  return {
    name: "prod-tag-suffixed",
    seen: `the production tag ${quote(tag)} would end in ${suffix}, as development tags do`,
    remedy: `Change the template ${quote(template.text)}, or dispatch from a ref whose name does not end so.`,
  };
}

/** Two templates can give one tag; it then moves as the stricter of them allows. */
function withoutRepeats(tags: readonly RunTag[]): readonly RunTag[] {
  const kinds = new Map<Tag, TagKind>();
  for (const { tag, kind } of tags) kinds.set(tag, stricter(kind, kinds.get(tag)));
  return [...kinds].map(([tag, kind]) => ({ tag, kind }));
}

function stricter(kind: TagKind, other: TagKind = "floating"): TagKind {
  if (kind === "version" || other === "version") return "version";
  return kind === "commit" ? kind : other;
}
