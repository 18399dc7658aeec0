import {
  accept,
  invalidInput,
  listing,
  nearest,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { anything, checkJson, record, text } from "@lablink-actions/shape";

/** A value for an infrastructure, and the variables that may take it. */
interface Variable {
  /** At least one; each that is declared gets the value. */
  readonly names: readonly string[];
  /** Whether an infrastructure without any of them is all right. */
  readonly isOptional: boolean;
  /** To the letter, as JSON: read and written again, a long number would be another one. */
  readonly json: string;
}

/** Values of an infrastructure's variables. */
export type Variables = readonly Variable[];

/** What the tool itself says of the variables in a plan. */
export interface PlannedVariables {
  /** The names that the infrastructure declares. */
  readonly declared: ReadonlySet<string>;
  /** The values in the plan, by name. */
  readonly values: ReadonlyMap<string, unknown>;
}

const object = record(text(), anything);

/** OpenTofu's identifiers; then other names that may take the value; then `?` if none of them must be declared. */
const key = /^(?<names>[\p{L}_][\p{L}\p{N}_-]*(?:\|[\p{L}_][\p{L}\p{N}_-]*)*)(?<optional>\??)$/u;

/**
 * The names that may take a value: `name`, or `one|other`, of which at least one must be declared. With `?` at the end
 * none of them must be. Undefined if the text is not that.
 */
export function parseVariableNames(given: string): Omit<Variable, "json"> | undefined {
  const groups = key.exec(given)?.groups;
  if (groups === undefined) return undefined;
  return { names: (groups["names"] ?? "").split("|"), isOptional: groups["optional"] === "?" };
}

/**
 * Values of an infrastructure's variables, a JSON object by names as parseVariableNames reads them; otherwise
 * `input-invalid` (LA902), which shows none of the values.
 */
export function parseVariables(given: string, name: string): Result<Variables> {
  const remedy = "Pass on the output variables of resolve-deployment, or write a JSON object.";
  const checked = checkJson(object, given);
  if (!checked.ok) return refuse(invalidInput(name, checked.problems[0].message, remedy));
  const texts = textsOf(given);
  const variables = Object.keys(checked.value).map((names) => ({
    given: names,
    ...parseVariableNames(names),
    json: texts.get(names) ?? "null",
  }));
  const wrong = variables.find(({ names }) => names === undefined);
  if (wrong !== undefined) {
    const problem = `has the name ${quote(wrong.given)}, which no variable can have`;
    return refuse(invalidInput(name, problem, remedy));
  }
  return accept(
    variables.map(({ names = [], isOptional = false, json }) => ({ names, isOptional, json })),
  );
}

/** The file of values that the tool takes: of all that may be declared, or, if that is known, of all that are. */
export function variablesFile(variables: Variables, declared?: ReadonlySet<string>): string {
  const given = variables.flatMap(({ names, json }) =>
    names
      .filter((name) => declared?.has(name) ?? true)
      .map((name) => `${JSON.stringify(name)}:${json}`),
  );
  return `{${given.join(",")}}`;
}

/** The names among them that are declared, and those that are not. */
export function namesOf(variables: Variables, declared: ReadonlySet<string>) {
  const names = variables.flatMap((variable) => variable.names);
  return {
    taken: names.filter((name) => declared.has(name)),
    passedOver: names.filter((name) => !declared.has(name)),
  };
}

/**
 * Every value that no variable takes. OpenTofu only warns of a variable that a file of values has and nothing declares.
 * So an environment that was handed over by a wrong name would be the default of another variable, such as prod.
 *
 * @returns `variable-not-arrived` (LA633) for each
 */
export function undeclared(variables: Variables, declared: ReadonlySet<string>): Refusal[] {
  return variables
    .filter(({ names, isOptional }) => !isOptional && !names.some((name) => declared.has(name)))
    .map(({ names }) => {
      const [first = ""] = names;
      const meant = nearest(first, [...declared]);
      const hint = meant ? `; it declares ${meant}` : "";
      const seen = `the infrastructure declares no variable ${listing(names.map(quote), "or")}${hint}`;
      const remedy = `Declare ${listing(names, "or")}, or correct the name in the input variables.`;
      return notArrived(seen, remedy);
    });
}

/**
 * Every value that is another one in the plan. A text, a number, true or false is compared by its letters, because the
 * tool converts one to the variable's type. Values of other types are not compared.
 *
 * @returns `variable-not-arrived` (LA633) for each, and the value of none
 */
export function different(
  variables: Variables,
  { declared, values }: PlannedVariables,
): readonly Refusal[] {
  return variables.flatMap(({ names, json }) => {
    const given: unknown = JSON.parse(json);
    if (given === null || typeof given === "object") return [];
    return names
      .filter((name) => declared.has(name) && values.has(name) && !isSame(given, values.get(name)))
      .map((name) => {
        const seen = `the plan has another value for the variable ${quote(name)} than was handed over`;
        return notArrived(
          seen,
          "Use the tool without a wrapper around it, and without TF_CLI_ARGS.",
        );
      });
  });
}

function isSame(given: unknown, planned: unknown): boolean {
  return typeof planned === "number"
    ? Number(given) === planned
    : String(given) === String(planned);
}

function notArrived(seen: string, remedy: string): Refusal {
  return { name: "variable-not-arrived", seen, remedy };
}

/** Each value of a JSON object as JSON, with every number as it was written. */
function textsOf(given: string): ReadonlyMap<string, string> {
  type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
  const exact: Reviver = (_, value, { source }) =>
    typeof value === "number" && source !== undefined ? rawJson(source) : value;
  const parsed = JSON.parse(given, exact as Parameters<typeof JSON.parse>[1]) as object;
  return new Map(Object.entries(parsed).map(([name, value]) => [name, JSON.stringify(value)]));
}

/** ECMAScript's "JSON.parse source text access", which Node 24 has and TypeScript does not know yet. */
function rawJson(source: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source);
}
