import {
  boolean,
  checkJson,
  choice,
  clauseIn,
  integer,
  nullable,
  open,
  optional,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { Output } from "./output.ts";

/** A line of the probe: a check began (`seen` is null), it has ended, or all have. */
const frame = open({
  check: integer,
  part: optional(open({ kind: choice("entry-point", "requirements"), name: text() })),
  /** What else was seen depends on the kind of check, which has the shape of it. */
  seen: nullable(open({ problem: optional(text()), ended: optional(boolean) })),
});

type Frame = Shaped<typeof frame>;

/** A check, or a part of one that was found by itself, with what was seen, what it printed, and how long it took. */
export interface Observation {
  readonly check: number;
  readonly part?: NonNullable<Frame["part"]>;
  readonly seen: NonNullable<Frame["seen"]>;
  readonly output: Output;
  readonly seconds: number;
}

/** Bounds for an image that is hostile. The longest honest line has the metadata of all distributions. */
const longestFrame = 8 * 1024 * 1024;
const mostFrames = 10_000;

interface Options {
  /** The word that the probe's lines begin with. */
  readonly nonce: string;
  /** The numbers of the checks that this probe makes. */
  readonly checks: ReadonlySet<number>;
  readonly now: () => number;
  /** Takes what a check prints, as it comes. */
  readonly show: (check: number, chunk: Buffer) => void;
  /** Takes what was seen of a check, or a part of one, as soon as it is known. */
  readonly observe: (observation: Observation) => void;
}

/**
 * Takes the probe's output apart: lines that begin with the word it was given are the probe's, and what stands
 * between them was printed by the check under way. The image can write such lines as well, if it gets hold of the
 * word; so none of them is believed to be what it should be.
 */
export class FrameReader {
  /** The check that began and has not ended. */
  underWay: Pick<Observation, "check" | "part"> | undefined;
  /** Whether the probe came to its end. */
  ended = false;
  /** Whether the probe said anything at all. */
  started = false;
  /** Why nothing is read any more; undefined as long as the probe can be understood. */
  problem: string | undefined;
  output = new Output();
  readonly #options: Options;
  readonly #mark: Buffer;
  #carry: Buffer = Buffer.alloc(0);
  #since: number;
  #frames = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#mark = Buffer.from(`\n${options.nonce} `);
    this.#since = options.now();
  }

  push(chunk: Buffer): void {
    let rest = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    while (this.problem === undefined) {
      const start = rest.indexOf(this.#mark);
      if (start < 0) {
        // The end of this chunk may be the beginning of a mark.
        const safe = Math.max(rest.length - this.#mark.length + 1, 0);
        this.#print(rest.subarray(0, safe));
        this.#carry = rest.subarray(safe);
        return;
      }
      this.#print(rest.subarray(0, start));
      rest = rest.subarray(start);
      const end = rest.indexOf("\n", this.#mark.length);
      if ((end < 0 ? rest.length : end) > longestFrame) {
        this.#stop(`a line of the probe has more than ${longestFrame} bytes`);
        return;
      }
      if (end < 0) {
        this.#carry = rest;
        return;
      }
      this.#read(rest.subarray(this.#mark.length, end));
      rest = rest.subarray(end + 1);
    }
  }

  #print(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.output.add(chunk);
    if (this.underWay) this.#options.show(this.underWay.check, chunk);
  }

  #read(line: Buffer): void {
    this.started = true;
    const checked = checkJson(frame, line);
    if (!checked.ok) {
      this.#stop(clauseIn(checked.problems[0], "a line of the probe"));
      return;
    }
    const { check, seen } = checked.value;
    if (seen?.ended) {
      this.ended = true;
      this.underWay = undefined;
    } else if (!this.#options.checks.has(check)) {
      this.#stop(`a line of the probe is of the check ${check}, and there is no such check`);
    } else if (++this.#frames > mostFrames) {
      this.#stop(`the probe wrote more than ${mostFrames} lines`);
    } else this.#take(checked.value);
  }

  #take({ check, part, seen }: Frame): void {
    const now = this.#options.now();
    const about = { check, ...(part && { part }) };
    this.underWay = seen === null ? about : undefined;
    if (seen !== null) {
      const seconds = (now - this.#since) / 1000;
      this.#options.observe({ ...about, seen, output: this.output, seconds });
    }
    this.output = new Output();
    this.#since = now;
  }

  #stop(problem: string): void {
    this.problem = problem;
    this.#carry = Buffer.alloc(0);
  }
}
