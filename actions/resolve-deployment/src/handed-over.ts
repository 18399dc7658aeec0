import { parseVariableNames } from "@lablink-actions/infrastructure";
import {
  accept,
  andThen,
  invalidInput,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Operation } from "./environment.ts";
import {
  hasAny,
  type Line,
  type Placeholder,
  parseLines,
  render,
  type Values,
} from "./template.ts";

/** The templates of what the infrastructure and its configuration get. */
export interface Templates {
  readonly variables: readonly Line[];
  readonly settings: readonly Line[];
}

const ofImage = ["image-tag", "image-digest", "image", "pinned-image-tag"] as const;
const ofClient = ["client-image-tag"] as const;

/** Lines of the input variables; otherwise `input-invalid` (LA902). */
export function parseVariableLines(
  lines: readonly string[],
  name: string,
): Result<readonly Line[]> {
  return parseLines(lines, name, (names) => parseVariableNames(names) !== undefined);
}

/** Lines of the input settings; otherwise `input-invalid` (LA902). */
export function parseSettingLines(lines: readonly string[], name: string): Result<readonly Line[]> {
  return parseLines(lines, name, (place) => /^[\w-]+(?:\.[\w-]+)*$/.test(place));
}

/** Which images the caller gave, by name or tag. */
interface Given {
  readonly image: boolean;
  readonly client: boolean;
}

/**
 * An image that the caller gave must arrive. If no setting and no variable that must be declared has it, the first
 * variable that may have it must be declared. For a destruction none must: the state decides what is destroyed.
 *
 * @returns the templates, or `input-invalid` (LA902) if none has the image, or one has a client's that was not given
 */
export function arriving(
  templates: Templates,
  operation: Operation,
  given: Given,
): Result<Templates> {
  if (operation === "destroy") {
    const optional = ({ name, template }: Line) => ({
      name: `${name.replace("?", "")}?`,
      template,
    });
    return accept({ variables: templates.variables.map(optional), settings: [] });
  }
  const own = given.image ? mustArrive(templates, ofImage, "image-tag") : accept(templates);
  return andThen(own, (read) =>
    given.client ? mustArrive(read, ofClient, "client-image-tag") : withoutClient(read),
  );
}

function mustArrive(
  { variables, settings }: Templates,
  placeholders: readonly Placeholder[],
  input: "image-tag" | "client-image-tag",
): Result<Templates> {
  const has = ({ template }: Line) => hasAny(template, placeholders);
  const candidates = variables.filter(has);
  if (settings.some(has) || candidates.some((line) => !isOptional(line))) {
    return accept({ variables, settings });
  }
  const [first] = candidates;
  if (first === undefined) {
    const remedy = `Add a line to variables, such as allocator_image_tag={${input}}.`;
    const problem = `has no line with {${input}} or the image itself, which was given`;
    return refuse(invalidInput("variables", problem, remedy));
  }
  const required = { ...first, name: first.name.replace("?", "") };
  return accept({ variables: variables.map((it) => (it === first ? required : it)), settings });
}

/** What need not be declared is left out, so that the infrastructure's own default stays. */
function withoutClient({ variables, settings }: Templates): Result<Templates> {
  const has = ({ template }: Line) => hasAny(template, ofClient);
  const needing = [...variables.filter((line) => !isOptional(line)), ...settings].find(has);
  if (needing === undefined) {
    return accept({ variables: variables.filter((line) => !has(line)), settings });
  }
  const problem = `is empty, and ${quote(needing.name)} takes it`;
  return refuse(invalidInput("client-image-tag", problem, "Give the tag, or remove that line."));
}

function isOptional({ name }: Line): boolean {
  return name.endsWith("?");
}

/** The lines with their values. */
export function toLines(lines: readonly Line[], values: Values): string {
  return lines.map(({ name, template }) => `${name}=${render(template, values)}`).join("\n");
}

/** The same as a JSON object. */
export function toJson(lines: readonly Line[], values: Values): string {
  return JSON.stringify(
    Object.fromEntries(lines.map(({ name, template }) => [name, render(template, values)])),
  );
}
