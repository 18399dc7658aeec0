import { expect, test } from "@jest/globals";
import type { NonEmpty } from "@lablink-actions/release-core";
import {
  anything,
  boolean,
  choice,
  described,
  either,
  integer,
  list,
  nullable,
  object,
  open,
  optional,
  record,
  type Shaped,
  text,
} from "../src/index.ts";

test("the type of a value comes from its shape", () => {
  type Same<A, B> =
    (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
  const shape = open({
    id: text<`sha256:${string}`>({ pattern: /^sha256:/u, expected: "a digest" }),
    kind: choice("a", "b"),
    tags: list(text(), { notEmpty: true }),
    exit: optional(either(integer, list(integer))),
    reason: optional(nullable(described("Why.", text()))),
    env: record(text(), object({ is: boolean })),
    more: anything,
  });
  const same: Same<
    Shaped<typeof shape>,
    {
      readonly id: `sha256:${string}`;
      readonly kind: "a" | "b";
      readonly tags: NonEmpty<string>;
      readonly env: Readonly<Record<string, { readonly is: boolean }>>;
      readonly more: unknown;
      readonly exit?: number | readonly number[];
      readonly reason?: string | null;
    }
  > = true;
  expect(same).toBe(true);
  // @ts-expect-error: a pattern needs the words that say what it is.
  text({ pattern: /a/u });
  // @ts-expect-error: only texts can be compared.
  list(list(text()), { unique: true });
});
