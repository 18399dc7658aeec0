import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { GithubContext } from "./events.ts";
import { evaluateTemplate } from "./expression.ts";

type Mapping = Readonly<Record<string, unknown>>;

interface InputDefinition {
  readonly description: string;
  readonly required: boolean;
  readonly default?: string;
}

interface OutputDefinition {
  readonly description: string;
  /** Only a composite action's outputs have one. */
  readonly value?: string;
}

export interface ActionDefinition {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly outputs: Readonly<Record<string, OutputDefinition>>;
  /** As written; for example the `steps` of a composite action are not read further. */
  readonly runs: Mapping & { readonly using: string; readonly main?: string };
}

/** The repository's folder of actions. */
export const actionsRoot = fileURLToPath(new URL("../../../actions", import.meta.url));

const mapping = (value: unknown): Mapping =>
  typeof value === "object" && value !== null ? { ...value } : {};

// The runner turns a scalar into its text if a string is expected: `default: true` is "true".
const text = (value: unknown): string => (value === null ? "" : String(value));

const optional = (key: string, value: unknown): Record<string, string> =>
  value === undefined ? {} : { [key]: text(value) };

const entries = <Value>(value: unknown, convert: (entry: Mapping) => Value) =>
  Object.fromEntries(
    Object.entries(mapping(value)).map(([name, it]) => [name, convert(mapping(it))]),
  );

/** Reads `<root>/<action>/action.yml`. */
export function actionDefinition(action: string, root = actionsRoot): ActionDefinition {
  const file = join(root, action, "action.yml");
  const document = mapping(parse(readFileSync(file, "utf8")));
  const runs = mapping(document["runs"]);
  if (typeof runs["using"] !== "string") throw new Error(`${file} does not say runs.using`);
  return {
    name: text(document["name"] ?? ""),
    description: text(document["description"] ?? ""),
    inputs: entries(document["inputs"], (input) => ({
      description: text(input["description"] ?? ""),
      required: text(input["required"]) === "true",
      ...optional("default", input["default"]),
    })),
    outputs: entries(document["outputs"], (output) => ({
      description: text(output["description"] ?? ""),
      ...optional("value", output["value"]),
    })),
    runs: { ...runs, using: runs["using"], ...optional("main", runs["main"]) },
  };
}

/**
 * What the runner passes for every declared input (ActionRunner.cs): the given value, an empty one too, else the
 * evaluated default, else nothing. Names are compared without case, as in the runner. An input that action.yml does not
 * declare throws here: the runner only warns, but a test of it would test nothing.
 */
export function inputsFor(
  definition: ActionDefinition,
  github: GithubContext,
  given: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const declared = Object.keys(definition.inputs);
  const values = new Map(Object.entries(given).map(([name, it]) => [name.toLowerCase(), it]));
  const known = new Set(declared.map((name) => name.toLowerCase()));
  const unexpected = [...values.keys()].filter((name) => !known.has(name));
  if (unexpected.length > 0) {
    throw new Error(
      `${definition.name} declares no input ${unexpected.join(", ")}; it has ${declared.join(", ")}`,
    );
  }
  return Object.fromEntries(
    Object.entries(definition.inputs).map(([name, input]) => [
      name,
      values.get(name.toLowerCase()) ?? evaluateTemplate(input.default ?? "", github),
    ]),
  );
}
