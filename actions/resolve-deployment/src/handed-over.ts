import { parseVariableNames } from "@lablink-actions/infrastructure";
import { accept, invalidInput, type Result, refuse } from "@lablink-actions/release-core";
import type { Operation } from "./environment.ts";
import { hasAny, type Line, parseLines, render, type Values } from "./template.ts";

/** The templates of what the infrastructure and its configuration get. */
export interface Templates {
  readonly variables: readonly Line[];
  readonly settings: readonly Line[];
}

const ofImage = ["image-tag", "image-digest", "image", "pinned-image-tag"] as const;

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

/**
 * An image that the caller asked for must arrive. If no setting and no variable that must be declared has it, the first
 * variable that may have it must be declared. For a destruction none must: the state decides what is destroyed.
 *
 * @returns the templates, or `input-invalid` (LA902) if none has the image
 */
export function arriving(
  { variables, settings }: Templates,
  operation: Operation,
  isAskedFor: boolean,
): Result<Templates> {
  if (operation === "destroy") {
    const optional = variables.map((line) => ({ ...line, name: `${line.name.replace("?", "")}?` }));
    return accept({ variables: optional, settings: [] });
  }
  const ofIt = variables.filter(({ template }) => hasAny(template, ofImage));
  const arrives = [...settings, ...ofIt.filter(({ name }) => !name.endsWith("?"))].some(
    ({ template }) => hasAny(template, ofImage),
  );
  if (!isAskedFor || arrives) return accept({ variables, settings });
  const [first] = ofIt;
  if (first === undefined) {
    const remedy = "Add a line to variables, such as allocator_image_tag={image-tag}.";
    return refuse(
      invalidInput(
        "variables",
        "has no line with the image, and image or image-tag is given",
        remedy,
      ),
    );
  }
  const required = { ...first, name: first.name.replace("?", "") };
  return accept({
    variables: variables.map((line) => (line === first ? required : line)),
    settings,
  });
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
