/** What is kept of each end of an output. */
const kept = 64 * 1024;

const traceback = "Traceback (most recent call last)";

/** What a check printed: its beginning and its end, however much it is, and whether a traceback was in it. */
export class Output {
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);
  #bytes = 0;
  #seam = "";
  #traceback = false;

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const room = kept - this.#head.length;
    if (room > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(Math.max(room, 0));
    if (rest.length > 0) this.#tail = Buffer.concat([this.#tail, rest]).subarray(-kept);
    if (this.#traceback) return;
    // It may stand across two chunks.
    const text = this.#seam + chunk.toString("latin1");
    this.#traceback = text.includes(traceback);
    this.#seam = text.slice(1 - traceback.length);
  }

  get hasTraceback(): boolean {
    return this.#traceback;
  }

  /** Whether all of it is kept. */
  get isWhole(): boolean {
    return this.#bytes === this.#head.length + this.#tail.length;
  }

  /** All of it, or its two ends; bytes that are no UTF-8 come as U+FFFD. */
  get text(): string {
    const left = this.#bytes - this.#head.length - this.#tail.length;
    const gap = left > 0 ? `\n… ${left} bytes …\n` : "";
    // One decoding, so that a character across the seam stays one.
    return Buffer.concat([this.#head, Buffer.from(gap), this.#tail]).toString("utf8");
  }

  /** The last lines, each shortened. */
  lastLines(count: number): string[] {
    const lines = this.text.split(/\r?\n/).filter((line) => line.trim() !== "");
    return lines.slice(-count).map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line));
  }
}
