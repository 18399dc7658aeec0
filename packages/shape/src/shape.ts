import type { NonEmpty } from "@lablink-actions/release-core";

declare const held: unique symbol;

/**
 * What a value from outside must look like: plain data, which `check` and `jsonSchema` read. `T` is the type of the
 * values that have the shape.
 */
export type Shape<T> = Form & {
  /** What the value is for, in sentences: for the remedies of its problems, and for the JSON schema. */
  readonly description?: string;
  /** It carries the type, and no value has it. */
  readonly [held]?: T;
};

type Form =
  | { readonly kind: "anything" | "boolean" | "integer" }
  | TextForm
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | ListForm
  | ObjectForm
  | RecordForm
  | { readonly kind: "nullable"; readonly shape: Shape<unknown> }
  | { readonly kind: "either"; readonly shapes: readonly Shape<unknown>[] };

export interface TextForm extends NotEmpty, Partial<Written> {
  readonly kind: "text";
}

export interface ListForm extends NotEmpty, Unique {
  readonly kind: "list";
  readonly item: Shape<unknown>;
}

export interface ObjectForm {
  readonly kind: "object";
  readonly members: Members;
  /** Whether it may hold other keys as well. */
  readonly isOpen: boolean;
}

export interface RecordForm extends NotEmpty {
  readonly kind: "record";
  readonly name: TextForm;
  readonly value: Shape<unknown>;
}

interface NotEmpty {
  readonly notEmpty?: boolean;
}

interface Unique {
  /** Whether each item may be in the list only once. */
  readonly unique?: boolean;
}

/** How a text must be written. */
interface Written {
  /** With the flag `u`, as JSON schemas have it. */
  readonly pattern: RegExp;
  /** What a text of this pattern is, to go on after "must be": `an absolute path`. */
  readonly expected: string;
  /** Whether the text may hold a password, as an address may; it is then never shown. */
  readonly mayBeSecret?: boolean;
}

/** A member of an object that may be left out. */
export interface Optional<T> {
  readonly optional: Shape<T>;
}

export type Members = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>;

/** The type of the values that have a shape. */
export type Shaped<S> = S extends Optional<infer T> ? T : S extends Shape<infer T> ? T : never;

type OptionalNames<M extends Members> = {
  [Name in keyof M]: M[Name] extends Optional<unknown> ? Name : never;
}[keyof M];

type ObjectOf<M extends Members> = Plain<
  { readonly [Name in Exclude<keyof M, OptionalNames<M>>]: Shaped<M[Name]> } & {
    readonly [Name in OptionalNames<M>]?: Shaped<M[Name]>;
  }
>;

/** One object type instead of several, so that an editor shows the members. */
type Plain<T> = { [Name in keyof T]: T[Name] };

type TextOptions = NotEmpty & (Written | { readonly pattern?: never });

/** A text; as `text<Digest>`, one of the type that its pattern makes sure of. */
export function text(options?: TextOptions): Shape<string> & TextForm;
export function text<T extends string>(options: NotEmpty & Written): Shape<T> & TextForm;
export function text(options: TextOptions = {}): Shape<string> & TextForm {
  return { kind: "text", ...options };
}

/** A whole number that JSON can hold without loss. */
export const integer: Shape<number> = { kind: "integer" };

export const boolean: Shape<boolean> = { kind: "boolean" };

/** Any value, also null. */
export const anything: Shape<unknown> = { kind: "anything" };

/** One of these texts. */
export function choice<const C extends readonly string[]>(...choices: C): Shape<C[number]> {
  return { kind: "choice", choices };
}

/** Only for texts: of other values it is not clear whether two are the same. */
type UniqueText<T> = [T] extends [string] ? Unique : { readonly unique?: never };

export function list<T>(
  item: Shape<T>,
  options: { readonly notEmpty: true } & UniqueText<T>,
): Shape<NonEmpty<T>>;
export function list<T>(item: Shape<T>, options?: UniqueText<T>): Shape<readonly T[]>;
export function list<T>(item: Shape<T>, options: NotEmpty & Unique = {}): Shape<readonly T[]> {
  return { kind: "list", item, ...options };
}

/** An object with these keys; any other key is a problem. */
export function object<const M extends Members>(members: M): Shape<ObjectOf<M>> {
  return { kind: "object", members, isOpen: false };
}

/** An object with these keys and any others, as in the answers of other people's servers. */
export function open<const M extends Members>(members: M): Shape<ObjectOf<M>> {
  return { kind: "object", members, isOpen: true };
}

/** For a member of an object: it may be left out. If it is there, it must have the shape. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

/** An object whose keys are names that the writer chooses; their values have one shape. */
export function record<T>(
  name: TextForm,
  value: Shape<T>,
  options: NotEmpty = {},
): Shape<Readonly<Record<string, T>>> {
  return { kind: "record", name, value, ...options };
}

/** A value of this shape, or null. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return { kind: "nullable", shape };
}

/** A value of one of these shapes. They should be of different kinds (text, list …): it makes the problems clear. */
export function either<const S extends readonly Shape<unknown>[]>(
  ...shapes: S
): Shape<Shaped<S[number]>> {
  return { kind: "either", shapes };
}

/** The same shape, and what its value is for. */
export function described<T>(description: string, shape: Shape<T>): Shape<T> {
  return { ...shape, description };
}
