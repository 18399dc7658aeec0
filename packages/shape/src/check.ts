import { isNonEmpty, listing, type NonEmpty, nearest, quote } from "@lablink-actions/release-core";
import type { ListForm, ObjectForm, RecordForm, Shape, TextForm } from "./shape.ts";

/** What is wrong with the value at a path; if there is a key, what is wrong with that key of it. */
export interface Problem {
  /** The keys, and the indexes of lists, that lead to the value; none for the whole. */
  readonly path: readonly string[];
  readonly key?: string;
  /** What is wrong, to go on after the name of the value: `must be a list, and is text`. */
  readonly message: string;
  /** What to do, as one or more sentences. */
  readonly remedy: string;
}

type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: NonEmpty<Problem> };

/**
 * Checks a value.
 *
 * @returns the same value, with its type; or all its problems. They never show what may be a secret: for a value of the
 * wrong kind they name only the kind.
 */
export function check<T>(shape: Shape<T>, value: unknown): Checked<T> {
  const problems = problemsOf(shape, value, { path: [], purpose: "" });
  return isNonEmpty(problems) ? { ok: false, problems } : { ok: true, value: value as T };
}

/** Checks a value that is written as JSON. A text that is not JSON is a problem too. */
export function checkJson<T>(shape: Shape<T>, source: string | Uint8Array): Checked<T> {
  let value: unknown;
  try {
    value = JSON.parse(typeof source === "string" ? source : new TextDecoder().decode(source));
  } catch {
    // The parser's own words quote the text, which may be a secret.
    return { ok: false, problems: [{ path: [], message: "is not JSON", remedy: "Fix it." }] };
  }
  return check(shape, value);
}

/** A problem as a clause: `images.a.tags must be a list, and is text`. `whole` is the name of what was checked. */
export function clauseOf({ path, message }: Problem, whole: string): string {
  return `${path.join(".") || whole} ${message}`;
}

/** The same for a value that has no lines: `0.tags of the input promotions must be a list, and is text`. */
export function clauseIn({ path, message }: Problem, whole: string): string {
  return `${path.length > 0 ? `${path.join(".")} of ` : ""}${whole} ${message}`;
}

/** The place of a value, and its purpose. */
interface Place {
  readonly path: readonly string[];
  readonly purpose: string;
}

function problemsOf(shape: Shape<unknown>, value: unknown, around: Place): readonly Problem[] {
  const place = { ...around, purpose: shape.description ?? around.purpose };
  const kind = kindOf(value);
  const kinds = kindsOf(shape);
  if (!kinds.includes(kind)) {
    if (value === null) return [isEmpty(place)];
    const expected = shape.kind === "choice" ? shape.choices : kinds;
    const problem = wrong(place, `must be ${listing(expected, "or")}, and is ${kind}`);
    const isBare = kinds.includes("text") && typeof value !== "object";
    return [isBare ? { ...problem, remedy: "Put it in quotes." } : problem];
  }
  switch (shape.kind) {
    case "text":
      return textProblems(shape, value as string, place);
    case "choice": {
      const { choices } = shape;
      const chosen = value as string;
      if (choices.includes(chosen)) return [];
      const seen = `${quote(chosen)}${hint(chosen, choices)}`;
      return [wrong(place, `must be ${listing(choices, "or")}, and is ${seen}`)];
    }
    case "list":
      return listProblems(shape, value as readonly unknown[], place);
    case "object":
      return objectProblems(shape, value as Values, place);
    case "record":
      return recordProblems(shape, value as Values, place);
    case "nullable":
      return value === null ? [] : problemsOf(shape.shape, value, place);
    case "either": {
      const ofKind = shape.shapes.filter((one) => kindsOf(one).includes(kind));
      const [first = [], ...others] = ofKind.map((one) => problemsOf(one, value, place));
      return others.some((problems) => problems.length === 0) ? [] : first;
    }
    default:
      return [];
  }
}

type Values = Readonly<Record<string, unknown>>;

function textProblems(form: TextForm, text: string, place: Place): readonly Problem[] {
  const { notEmpty, pattern, expected, mayBeSecret } = form;
  if (notEmpty && text === "") return [isEmpty(place)];
  if (pattern === undefined || pattern.test(text)) return [];
  const message = mayBeSecret ? `is not ${expected}` : `must be ${expected}, and is ${quote(text)}`;
  return [wrong(place, message)];
}

function listProblems(form: ListForm, items: readonly unknown[], place: Place): Problem[] {
  if (form.notEmpty && items.length === 0) return [isEmpty(place)];
  return items.flatMap((item, index) => {
    const at = inside(place, String(index));
    if (!form.unique || items.indexOf(item) === index) return problemsOf(form.item, item, at);
    return { path: at.path, message: "is in the list twice", remedy: "Delete one of them." };
  });
}

function objectProblems({ members, isOpen }: ObjectForm, values: Values, place: Place): Problem[] {
  const { path } = place;
  const known = Object.entries(members).flatMap(([name, member]): readonly Problem[] => {
    const isOptional = "optional" in member;
    const shape = isOptional ? member.optional : member;
    if (Object.hasOwn(values, name)) {
      // The purpose of the object is not the purpose of each of its values.
      return problemsOf(shape, values[name], { path: [...path, name], purpose: "" });
    }
    if (isOptional) return [];
    const remedy = advice("Add it.", shape.description);
    return [{ path, message: `lacks the key ${name}`, remedy }];
  });
  if (isOpen) return known;
  const unknown = Object.keys(values).filter((key) => !Object.hasOwn(members, key));
  const problems = unknown.map((key) => ({
    path,
    key,
    message: `has the key ${quote(key)}, which is not known${hint(key, Object.keys(members))}`,
    remedy: "Correct it, or delete it.",
  }));
  return [...known, ...problems];
}

function recordProblems(form: RecordForm, values: Values, place: Place): Problem[] {
  const entries = Object.entries(values);
  if (form.notEmpty && entries.length === 0) return [isEmpty(place)];
  return entries.flatMap(([key, value]) => [
    // The message has the name already.
    ...textProblems({ ...form.name, mayBeSecret: true }, key, place).map((problem) => ({
      ...problem,
      key,
      message: `has the name ${quote(key)}, which ${problem.message}`,
    })),
    ...problemsOf(form.value, value, inside(place, key)),
  ]);
}

function inside({ path, purpose }: Place, key: string): Place {
  return { path: [...path, key], purpose };
}

function wrong({ path, purpose }: Place, message: string): Problem {
  return { path, message, remedy: advice("Fix it.", purpose) };
}

function isEmpty({ path, purpose }: Place): Problem {
  return { path, message: "is empty", remedy: advice("Fill it in.", purpose) };
}

/** What to do, and after it what the value is for: it says what to write. */
function advice(remedy: string, purpose = ""): string {
  return `${remedy} ${purpose}`.trim();
}

function hint(written: string, known: readonly string[]): string {
  const meant = nearest(written, known);
  return meant === undefined ? "" : ` (is ${meant} meant?)`;
}

const words = {
  text: "text",
  choice: "text",
  list: "a list",
  object: "keys with values",
  record: "keys with values",
  boolean: "true or false",
  integer: "a whole number",
  number: "a fraction or too large a number",
  null: "empty",
} as const;

/** The kinds of value that a shape takes, in words. */
function kindsOf(shape: Shape<unknown>): readonly string[] {
  switch (shape.kind) {
    case "anything":
      return Object.values(words);
    case "nullable":
      return [...kindsOf(shape.shape), words.null];
    case "either":
      return shape.shapes.flatMap(kindsOf);
    default:
      return [words[shape.kind]];
  }
}

function kindOf(value: unknown): string {
  if (value === null) return words.null;
  if (Array.isArray(value)) return words.list;
  if (typeof value === "string") return words.text;
  if (typeof value === "boolean") return words.boolean;
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? words.integer : words.number;
  }
  return words.object;
}
