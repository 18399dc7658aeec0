import type { FoundPath } from "@lablink-actions/engine";
import type { Channel, Version } from "@lablink-actions/release-core";
import { check, clauseIn, type Problem, type Shape } from "@lablink-actions/shape";
import type { Observation } from "../frames.ts";
import type { ImageUser } from "../image-user.ts";

/**
 * A kind of check: how it is written under its key, what of it becomes a row of the report, the programs that look, and
 * the verdict. `index.ts` has all of them.
 */
export interface Kind<Written> {
  readonly shape: Shape<Written>;
  /** What is wrong with a value although it has the shape. The paths begin below the kind's key. */
  readonly problems?: (written: Written) => readonly Problem[];
  readonly plan: (written: Written, run: Run) => readonly Row[];
  /** Defines the function that looks in an image with Python, on the standard library of Python 3.8. */
  readonly python?: string;
  /** Defines the function that looks in an image that has only a shell. */
  readonly shell?: string;
}

/** What decides, beside the checks themselves, how they are made. */
export interface Run {
  readonly channel: Channel;
  /** The version that the distribution must have; undefined if any will do. */
  readonly expected: Version | undefined;
  /** Seconds for all checks. */
  readonly timeout: number;
  /** Seconds for a single check, unless it is the package's tests. */
  readonly limit: number;
}

/** One row of the report. */
export type Row = InsideRow | OutsideRow;

/** A row on what is seen from outside of the container: no program of the image can answer for it. */
export interface OutsideRow {
  readonly name: string;
  readonly judgeOutside: (facts: ImageFacts) => Judgement;
  /** Whether it needs the image's lists of users and groups, if the image runs as this user. */
  readonly needsUsers?: (user: string) => boolean;
  /** The path that it needs to know of, with `*` for anything but a slash. */
  readonly looksFor?: string;
}

/** What the engine knows of an image. */
export interface ImageFacts {
  /** `NAME=value`, as the image sets them. */
  readonly variables: readonly string[];
  readonly user: ImageUser;
  /** By each path that a row looks for what is there, or why nobody knows. */
  readonly found: ReadonlyMap<string, readonly FoundPath[] | string>;
}

/** A row on what the probe sees in the container: what it looks at, and the verdict on what was seen. */
export interface InsideRow {
  readonly name: string;
  /** For the Python probe: the kind, as its function is registered, and what it looks at. */
  readonly look: { readonly kind: string; readonly [name: string]: unknown };
  /** For the shell probe: the function and its words, or why it cannot look. Only Python can if this is left out. */
  readonly shell?: readonly [name: string, ...words: string[]] | { readonly problem: string };
  readonly judge: (observation: Observation) => Judgement;
  /** Whether it asks for the network. */
  readonly asksNetwork?: boolean;
  /** Whether its output is shown in the log as it comes. */
  readonly isShown?: boolean;
}

export interface Judgement {
  /** `not-compared`: the index has nothing that the image's files could be compared with. */
  readonly outcome: "passed" | "failed" | "needs-gpu" | "not-compared";
  /** Why it failed, or what was seen. */
  readonly reason: string;
}

/** Gives a verdict only on an answer that has its shape: what an image says may be anything. */
export function judged<Seen>(
  shape: Shape<Seen>,
  judge: (seen: Seen, observation: Observation) => Judgement,
): (observation: Observation) => Judgement {
  return (observation) => {
    const { seen } = observation;
    if (seen.problem !== undefined) return failed(seen.problem);
    const checked = check(shape, seen);
    if (checked.ok) return judge(checked.value, observation);
    return failed(clauseIn(checked.problems[0], "the probe's answer"));
  };
}

export function passed(reason: string): Judgement {
  return { outcome: "passed", reason };
}

export function failed(reason: string): Judgement {
  return { outcome: "failed", reason };
}
