import { nearest, quote } from "@lablink-actions/release-core";

/**
 * What our schemas use of JSON Schema. A validator of the whole language is a third of a megabyte in a bundle
 * that every job downloads; these keywords are a page, and a test holds them against such a validator.
 */
export interface Schema {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "integer" | "boolean" | undefined;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** What is wrong at a path; with a key, what is wrong with that key there. */
export interface Problem {
  readonly path: readonly string[];
  readonly key?: string;
  readonly message: string;
}

/** Everything in a value that the schema does not allow. */
export function schemaProblems(value: unknown, root: Schema): Problem[] {
  const resolve = (schema: Schema): Schema => {
    const name = schema.$ref?.replace("#/definitions/", "");
    return name === undefined ? schema : { ...root.definitions?.[name] };
  };

  const check = (part: unknown, referring: Schema, path: readonly string[]): Problem[] => {
    const schema = resolve(referring);
    if (schema.anyOf) {
      const alternatives = schema.anyOf.map(resolve);
      const fitting = alternatives.find(({ type }) => type === undefined || type === typeOf(part));
      if (fitting) return check(part, fitting, path);
      return [{ path, message: `must be ${alternatives.map(({ type }) => type).join(" or ")}` }];
    }
    if (schema.type !== undefined && schema.type !== typeOf(part)) {
      return [{ path, message: `must be ${schema.type}` }];
    }
    if (typeof part === "string") return textProblems(part, schema, path);
    if (Array.isArray(part)) {
      if (part.length < (schema.minItems ?? 0)) return [{ path, message: "must not be empty" }];
      const { items = {} } = schema;
      return part.flatMap((item, index) => check(item, items, [...path, String(index)]));
    }
    return isObject(part) ? objectProblems(part, schema, path) : [];
  };

  const objectProblems = (
    part: Readonly<Record<string, unknown>>,
    schema: Schema,
    path: readonly string[],
  ): Problem[] => {
    const { properties = {}, additionalProperties: others = true, propertyNames } = schema;
    const missing = (schema.required ?? [])
      .filter((key) => !Object.hasOwn(part, key))
      .map((key): Problem => ({ path, message: `lacks the key ${key}` }));
    const wrong = Object.entries(part).flatMap(([key, value]): Problem[] => {
      const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (known) return check(value, known, [...path, key]);
      if (others === false) return [unknownKey(key, Object.keys(properties), path)];
      if (propertyNames && textProblems(key, propertyNames, path).length > 0) {
        return [{ path, key, message: `has the name ${quote(key)}, which is not a name` }];
      }
      return others === true ? [] : check(value, others, [...path, key]);
    });
    return [...missing, ...wrong];
  };

  return check(value, root, []);
}

function unknownKey(key: string, known: readonly string[], path: readonly string[]): Problem {
  const meant = nearest(key, known);
  const hint = meant ? ` (is ${meant} meant?)` : "";
  return { path, key, message: `has the key ${quote(key)}, which is not known${hint}` };
}

function textProblems(text: string, schema: Schema, path: readonly string[]): Problem[] {
  if (text.length < (schema.minLength ?? 0)) return [{ path, message: "must not be empty" }];
  if (schema.pattern === undefined || new RegExp(schema.pattern, "u").test(text)) return [];
  return [{ path, message: `is ${quote(text)}, not written as it has to be (${schema.pattern})` }];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null) return "null";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeOf(value) === "object";
}
