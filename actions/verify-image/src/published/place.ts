import {
  check,
  list,
  nullable,
  open,
  optional,
  record,
  type Shaped,
  text,
} from "@lablink-actions/shape";

const absolutePath = text({ pattern: /^\/[^\n]*$/u, expected: "an absolute path" });

const place = open({
  /** The folder of its metadata. */
  path: absolutePath,
  /** Metadata of the same name in the same folder. */
  twins: list(text()),
  /** Metadata of others that have files beside its own. */
  sharing: list(absolutePath),
  /** By the names of other distributions that are not from an index, where they are from. */
  elsewhere: record(text(), text()),
  /** By each module, the file it would be imported from. */
  modules: record(text(), text()),
  scripts: absolutePath,
  data: absolutePath,
});

/** Where a distribution is, as the environment's own Python finds it. */
export type Place = Shaped<typeof place>;

/** The place in a probe's answer about a distribution; undefined if it has none. */
export function readPlace(seen: unknown): Place | undefined {
  const checked = check(open({ place: optional(nullable(place)) }), seen);
  return checked.ok ? (checked.value.place ?? undefined) : undefined;
}
