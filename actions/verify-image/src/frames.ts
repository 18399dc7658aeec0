import { Output } from "./output.ts";

/** What the probe saw; which of it is there depends on the check. */
export interface Seen {
  readonly exit?: number;
  readonly signal?: number;
  /** It was still alive when its time was up. */
  readonly alive?: boolean;
  /** That time was less than it should have had, for there was no more. */
  readonly hurried?: boolean;
  readonly missing?: boolean;
  readonly problem?: string;
  /** `fresh` is null where the probe could not tell. */
  readonly created?: { readonly size: number; readonly fresh: boolean | null } | null;
  readonly version?: string | null;
  readonly launcher?: string;
  readonly exists?: boolean;
  readonly executable?: boolean;
  readonly value?: string | null;
  /** The value, or the user's number and name, are what was printed: a shell cannot write JSON. */
  readonly printed?: boolean;
  readonly identity?: boolean;
  readonly user?: string;
  readonly uid?: string;
  readonly by?: "pip check" | "metadata";
  readonly distributions?: readonly Distribution[];
  readonly markers?: Readonly<Record<string, string>>;
}

/** An installed distribution, by its metadata. */
export interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly requires: readonly string[];
}

/** One of several things a check found by itself. */
export interface Part {
  readonly kind: "entry-point" | "requirements";
  readonly name: string;
}

/** A check, or a part of one, with what was seen, what it printed, and how long it took. */
export interface Observation {
  readonly check: number;
  readonly part?: Part;
  readonly seen: Seen;
  readonly output: Output;
  readonly seconds: number;
}

interface Frame {
  readonly check: number;
  readonly part?: Part;
  readonly seen: (Seen & { readonly ended?: boolean }) | null;
}

/**
 * Takes the probe's output apart: lines that begin with the word it was given are the probe's, and what stands
 * between them was printed by the check under way.
 */
export class FrameReader {
  readonly observations: Observation[] = [];
  /** The check that began and has not ended. */
  underWay: { readonly check: number; readonly part?: Part } | undefined;
  /** Whether the probe came to its end. */
  ended = false;
  /** Whether the probe said anything at all. */
  started = false;
  output = new Output();
  readonly #mark: Buffer;
  readonly #now: () => number;
  readonly #show: (check: number, chunk: Buffer) => void;
  #carry: Buffer = Buffer.alloc(0);
  #since: number;

  /** @param show is given what a check prints, as it comes */
  constructor(nonce: string, now: () => number, show: (check: number, chunk: Buffer) => void) {
    this.#mark = Buffer.from(`\n${nonce} `);
    this.#now = now;
    this.#show = show;
    this.#since = now();
  }

  push(chunk: Buffer): void {
    let rest = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    for (;;) {
      const start = rest.indexOf(this.#mark);
      if (start < 0) break;
      this.#print(rest.subarray(0, start));
      rest = rest.subarray(start);
      const end = rest.indexOf("\n", this.#mark.length);
      if (end < 0) {
        this.#carry = rest;
        return;
      }
      this.#take(JSON.parse(rest.subarray(this.#mark.length, end).toString("utf8")));
      rest = rest.subarray(end + 1);
    }
    // The end of this chunk may be the beginning of a mark.
    const safe = Math.max(rest.length - this.#mark.length + 1, 0);
    this.#print(rest.subarray(0, safe));
    this.#carry = rest.subarray(safe);
  }

  #print(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.output.add(chunk);
    if (this.underWay) this.#show(this.underWay.check, chunk);
  }

  #take({ check, part, seen }: Frame): void {
    this.started = true;
    const now = this.#now();
    const about = { check, ...(part && { part }) };
    if (seen?.ended) {
      this.ended = true;
      this.underWay = undefined;
      return;
    }
    if (seen === null) this.underWay = about;
    else {
      this.underWay = undefined;
      const seconds = (now - this.#since) / 1000;
      this.observations.push({ ...about, seen, output: this.output, seconds });
    }
    this.output = new Output();
    this.#since = now;
  }
}
