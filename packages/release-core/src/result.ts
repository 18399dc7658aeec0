import type { Refusal } from "./refusal.ts";

/** A list that cannot be empty: its first element is always there. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** A value, or every reason why there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: NonEmpty<Refusal> };

export function accept<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse(...refusals: NonEmpty<Refusal>): Result<never> {
  return { ok: false, refusals };
}

export function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

/** The value if there are no refusals; otherwise all of them. */
export function acceptUnless<T>(refusals: readonly Refusal[], value: T): Result<T> {
  return isNonEmpty(refusals) ? refuse(...refusals) : accept(value);
}

export function map<T, U>(result: Result<T>, transform: (value: T) => U): Result<U> {
  return result.ok ? accept(transform(result.value)) : result;
}

export function andThen<T, U>(result: Result<T>, decide: (value: T) => Result<U>): Result<U>;
export function andThen<T, U>(
  result: Result<T>,
  decide: (value: T) => Promise<Result<U>>,
): Promise<Result<U>> | Result<never>;
export function andThen<T, U>(
  result: Result<T>,
  decide: (value: T) => Result<U> | Promise<Result<U>>,
) {
  return result.ok ? decide(result.value) : result;
}

/**
 * Results by name become a result of values by name. All refusals are kept, so that a user sees every problem in one
 * run. A refusal that several results share (the same object) is given once.
 */
export function combine<T extends Record<string, unknown>>(
  results: {
    readonly [Name in keyof T]: Result<T[Name]>;
  },
): Result<T> {
  const values: Record<string, unknown> = {};
  const refusals = new Set<Refusal>();
  for (const [name, result] of Object.entries<Result<unknown>>(results)) {
    if (result.ok) values[name] = result.value;
    else for (const refusal of result.refusals) refusals.add(refusal);
  }
  return acceptUnless([...refusals], values as T);
}

/**
 * Decides about every item of a list: all values, or all refusals. A refusal that several items share (the same
 * object) is given once.
 */
export function traverse<T, U>(
  list: NonEmpty<T>,
  decide: (item: T) => Result<U>,
): Result<NonEmpty<U>>;
export function traverse<T, U>(
  list: readonly T[],
  decide: (item: T) => Result<U>,
): Result<readonly U[]>;
export function traverse<T, U>(
  list: readonly T[],
  decide: (item: T) => Result<U>,
): Result<readonly U[]> {
  const results = list.map(decide);
  return acceptUnless(
    [...new Set(results.flatMap((result) => (result.ok ? [] : result.refusals)))],
    results.flatMap((result) => (result.ok ? [result.value] : [])),
  );
}
