import { expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import fc from "fast-check";
import {
  anything,
  boolean,
  check,
  choice,
  described,
  either,
  integer,
  jsonSchema,
  list,
  nullable,
  object,
  open,
  optional,
  record,
  type Shape,
  text,
} from "../src/index.ts";

const names = { id: "https://example.org/a.schema.json", title: "A" };

test("the schema has all that the shape has", () => {
  const shape = described(
    "What it is.",
    object({
      path: described("Where.", text({ pattern: /^\/[^\r\n\0]*$/u, expected: "a path" })),
      tags: optional(list(text({ notEmpty: true }), { unique: true, notEmpty: true })),
      exit: optional(either(integer, nullable(boolean))),
      platform: optional(choice("a", "b")),
      env: optional(
        record(text({ pattern: /^\w+$/u, expected: "a name" }), anything, { notEmpty: true }),
      ),
      more: optional(open({})),
    }),
  );
  expect(jsonSchema(shape, names)).toEqual({
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "https://example.org/a.schema.json",
    title: "A",
    description: "What it is.",
    type: "object",
    additionalProperties: false,
    required: ["path"],
    properties: {
      path: { description: "Where.", type: "string", pattern: "^\\/[^\\r\\n\\0]*$" },
      tags: {
        type: "array",
        minItems: 1,
        uniqueItems: true,
        items: { type: "string", minLength: 1 },
      },
      exit: { anyOf: [{ type: "integer" }, { anyOf: [{ type: "boolean" }, { type: "null" }] }] },
      platform: { enum: ["a", "b"] },
      env: {
        type: "object",
        minProperties: 1,
        propertyNames: { type: "string", pattern: "^\\w+$" },
        additionalProperties: {},
      },
      more: { type: "object", properties: {} },
    },
  });
});

const word = fc.constantFrom("a", "b", "ab", "", "/a");
// The validator is wrong about the key "", and about "__proto__".
const key = fc.constantFrom("a", "b", "ab", "valueOf");
const number = fc.oneof(fc.integer(), fc.constantFrom(-0.5, 1.5, Number.MAX_SAFE_INTEGER));

const someText = fc.constantFrom(
  text(),
  text({ notEmpty: true }),
  text({ pattern: /^a/u, expected: "a word with a" }),
  text({ pattern: /^\p{L}*$/u, expected: "letters", notEmpty: true, mayBeSecret: true }),
);

const { shape: anyShape } = fc.letrec<{ shape: Shape<unknown> }>((tie) => {
  const some = tie("shape");
  const member = fc.oneof(some, some.map(optional));
  const notEmpty = fc.boolean();
  return {
    shape: fc.oneof(
      { maxDepth: 4, depthIdentifier: "shape" },
      fc.oneof(
        fc.constantFrom<Shape<unknown>>(anything, boolean, integer, choice("a", "b")),
        someText,
      ),
      fc.dictionary(key, member, { maxKeys: 3 }).map(object),
      fc.dictionary(key, member, { maxKeys: 3 }).map(open),
      fc
        .tuple(someText, some, notEmpty)
        .map(([name, value, flag]) => record(name, value, { notEmpty: flag })),
      fc
        .tuple(some, notEmpty)
        .map(([item, flag]) => (flag ? list(item, { notEmpty: true }) : list(item))),
      someText.map((item) => list(item, { unique: true })),
      some.map(nullable),
      fc.tuple(some, some).map((shapes) => either(...shapes)),
      some.map((shape) => described("What it is for.", shape)),
    ),
  };
});

/** Values that mostly have the shape, except in a place or two. */
function valueFor(shape: Shape<unknown>): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(word, number, fc.constantFrom(null, true, [], {}, [1], { a: 1 }));
  return fc.oneof({ weight: 12, arbitrary: fitting(shape) }, { weight: 1, arbitrary: wrong });
}

function fitting(shape: Shape<unknown>): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case "anything":
      return fc.constantFrom(null, 1.5, "a", [{}], { a: [] });
    case "boolean":
      return fc.boolean();
    case "integer":
      return number;
    case "text":
    case "choice":
      return word;
    case "list":
      return fc.array(valueFor(shape.item), { maxLength: 3 });
    case "record":
      return fc.dictionary(key, valueFor(shape.value), { maxKeys: 2 });
    case "object": {
      const members = Object.entries(shape.members).map(([name, member]) => {
        const its = "optional" in member ? member.optional : member;
        const isThere = fc.boolean().map((flag) => ("optional" in member ? flag : true));
        return fc.tuple(fc.constant(name), valueFor(its), isThere);
      });
      const stray = fc.option(key, { freq: 8 });
      return fc
        .tuple(stray, ...members)
        .map(([other, ...entries]) =>
          Object.fromEntries([
            ...(other === null ? [] : [[other, 1] as const]),
            ...entries.flatMap(([name, value, isThere]) =>
              isThere ? [[name, value] as const] : [],
            ),
          ]),
        );
    }
    case "nullable":
      return fc.oneof(fc.constant(null), valueFor(shape.shape));
    case "either":
      return fc.oneof(...shape.shapes.map(valueFor));
  }
}

test("check and a validator of JSON schemas accept and refuse the same values", () => {
  const counts = { accepted: 0, refused: 0 };
  // Without this, it takes valueOf, which every object inherits, for a key of the object.
  const ajv = new Ajv({ addUsedSchema: false, ownProperties: true });
  const cases = anyShape.chain((shape) =>
    fc.tuple(fc.constant(shape), fc.array(valueFor(shape), { minLength: 8, maxLength: 8 })),
  );
  fc.assert(
    fc.property(cases, ([shape, values]) => {
      const validate = ajv.compile(jsonSchema(shape, names));
      for (const value of values) {
        const { ok } = check(shape, value);
        expect(ok).toBe(validate(value));
        counts[ok ? "accepted" : "refused"]++;
      }
    }),
    { numRuns: 400 },
  );
  // A test of values that are nearly all refused would test nothing.
  expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(400);
});
