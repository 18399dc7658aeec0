import {
  accept,
  invalidInput,
  listing,
  nearest,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";

/** What templates can have in them. */
export const placeholders = [
  "deployment",
  "environment",
  "image-tag",
  "image-digest",
  "image",
  "pinned-image-tag",
  "client-image-tag",
  "client-state-key",
] as const;

export type Placeholder = (typeof placeholders)[number];

export type Values = Readonly<Partial<Record<Placeholder, string>>>;

/** A line `name=template`. */
export interface Line {
  readonly name: string;
  readonly template: string;
}

/**
 * A template that has only these placeholders in braces, and no other brace.
 *
 * @returns it, or `input-invalid` (LA902)
 */
export function parseTemplate(
  template: string,
  name: string,
  known: readonly Placeholder[],
): Result<string> {
  const unknown = [...template.matchAll(/\{([^{}]*)\}?|\}/g)].find(
    ([whole, inner]) => whole !== `{${inner}}` || !known.some((one) => one === inner),
  );
  if (unknown === undefined) return accept(template);
  const meant = nearest(unknown[1] ?? "", known);
  const hint = meant ? `; {${meant}} may be meant` : "";
  const remedy = `Use ${listing(known.map((one) => `{${one}}`))}${hint}.`;
  const problem = `has ${quote(unknown[0])} in ${quote(template)}, which is not known`;
  return refuse(invalidInput(name, problem, remedy));
}

/**
 * Lines `name=template`, each name once.
 *
 * @returns them, or `input-invalid` (LA902) for every line that is not one
 */
export function parseLines(
  lines: readonly string[],
  input: string,
  isName: (name: string) => boolean,
): Result<readonly Line[]> {
  const names = lines.map((line) => line.slice(0, Math.max(line.indexOf("="), 0)).trim());
  return traverse([...lines.entries()], ([index, line]) => {
    const name = names[index] ?? "";
    if (!isName(name)) {
      const remedy = "Write one name=template per line.";
      return refuse(invalidInput(input, `has the line ${quote(line)}`, remedy));
    }
    if (names.indexOf(name) !== index) {
      return refuse(invalidInput(input, `has ${quote(name)} twice`, "Remove one of the lines."));
    }
    const template = parseTemplate(line.slice(line.indexOf("=") + 1).trim(), input, placeholders);
    return template.ok ? accept({ name, template: template.value }) : template;
  });
}

/** The template with its values; a placeholder without one is empty. */
export function render(template: string, values: Values): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: Placeholder) => values[name] ?? "");
}

/** Whether the template has one of the placeholders. */
export function hasAny(template: string, names: readonly Placeholder[]): boolean {
  return names.some((name) => template.includes(`{${name}}`));
}
