import { expect } from "@jest/globals";

/** `toEqual` for the many cases of a property, where comparing text first is several times as fast. */
export function expectSame(seen: unknown, expected: unknown): void {
  if (JSON.stringify(seen) !== JSON.stringify(expected)) expect(seen).toEqual(expected);
}
