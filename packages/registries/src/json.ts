/** What a text or bytes hold as JSON; undefined where they are none. */
export function parseJson(source: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof source === "string" ? source : new TextDecoder().decode(source));
  } catch {
    return undefined;
  }
}

/** A member of a JSON object; undefined where there is none, or the value is no object. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** A member that is a text. */
export function textMember(value: unknown, name: string): string | undefined {
  const text = member(value, name);
  return typeof text === "string" ? text : undefined;
}

/** The items of a member that is a list; none where it is not. */
export function listMember(value: unknown, name: string): readonly unknown[] {
  const list = member(value, name);
  return Array.isArray(list) ? list : [];
}
