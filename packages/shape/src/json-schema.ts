import type { Members, Shape } from "./shape.ts";

interface SchemaOptions {
  /** The address the schema is published at. */
  readonly id: string;
  readonly title: string;
}

/** The JSON schema (draft 7) that accepts what `check` accepts, for editors; as a value that can be written as JSON. */
export function jsonSchema(shape: Shape<unknown>, { id, title }: SchemaOptions): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    title,
    ...schemaOf(shape),
  };
}

function schemaOf(shape: Shape<unknown>): object {
  const { description } = shape;
  return { ...(description !== undefined && { description }), ...rulesOf(shape) };
}

function rulesOf(shape: Shape<unknown>): object {
  switch (shape.kind) {
    case "anything":
      return {};
    case "boolean":
    case "integer":
      return { type: shape.kind };
    case "text": {
      const { notEmpty, pattern } = shape;
      return {
        type: "string",
        ...(notEmpty && { minLength: 1 }),
        ...(pattern && { pattern: pattern.source }),
      };
    }
    case "choice":
      return { enum: shape.choices };
    case "list": {
      const { item, notEmpty, unique } = shape;
      return {
        type: "array",
        ...(notEmpty && { minItems: 1 }),
        ...(unique && { uniqueItems: true }),
        items: schemaOf(item),
      };
    }
    case "object": {
      const { members, isOpen } = shape;
      return {
        type: "object",
        ...(!isOpen && { additionalProperties: false }),
        ...requiredOf(members),
        properties: Object.fromEntries(
          Object.entries(members).map(([name, member]) => [
            name,
            schemaOf("optional" in member ? member.optional : member),
          ]),
        ),
      };
    }
    case "record": {
      const { name, value, notEmpty } = shape;
      return {
        type: "object",
        ...(notEmpty && { minProperties: 1 }),
        propertyNames: schemaOf(name),
        additionalProperties: schemaOf(value),
      };
    }
    case "nullable":
      return { anyOf: [schemaOf(shape.shape), { type: "null" }] };
    case "either":
      return { anyOf: shape.shapes.map(schemaOf) };
  }
}

function requiredOf(members: Members): object {
  const required = Object.entries(members).flatMap(([name, member]) =>
    "optional" in member ? [] : name,
  );
  return required.length > 0 ? { required } : {};
}
