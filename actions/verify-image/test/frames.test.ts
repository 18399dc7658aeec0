/** The probe's lines, as they are and as a hostile image writes them. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { FrameReader, type Observation } from "../src/frames.ts";

/** A reader of an image with two checks, and what it gave. */
function reading() {
  const shown: Buffer[] = [];
  const observations: Observation[] = [];
  const reader = new FrameReader({
    nonce: "word",
    checks: new Set([0, 1]),
    now: () => 0,
    show: (_, chunk) => shown.push(chunk),
    observe: (observation) => observations.push(observation),
  });
  const push = (text: string) => reader.push(Buffer.from(text));
  return { reader, shown, observations, push };
}

describe("the probe's lines", () => {
  const text = Buffer.from(
    'noise\n\nword {"check":0,"seen":null}\nhe\xffllo\nwordy {"check":9}\n\nword {"check":0,"seen":{"exit":0}}\n\nword {"check":-1,"seen":{"ended":true}}\n',
    "latin1",
  );

  test.each([1, 2, 3, 7, 1000])("are found in chunks of %i bytes", (size) => {
    const { reader, shown, observations } = reading();
    for (let at = 0; at < text.length; at += size) reader.push(text.subarray(at, at + size));
    expect(reader.ended).toBe(true);
    expect(reader.problem).toBeUndefined();
    expect(observations).toMatchObject([{ check: 0, seen: { exit: 0 } }]);
    expect(observations[0]?.output.text).toBe('he\ufffdllo\nwordy {"check":9}\n');
    expect(Buffer.concat(shown).toString("latin1")).toBe('he\xffllo\nwordy {"check":9}\n');
  });
});

describe("a line that the probe does not write ends the reading, and throws nothing", () => {
  test.each([
    ["{", "a line of the probe is not JSON"],
    ["", "a line of the probe is not JSON"],
    ["null", "a line of the probe is empty"],
    ["[]", "a line of the probe must be keys with values, and is a list"],
    ["{}", "a line of the probe lacks the key check"],
    ['{"check":"0","seen":null}', "check of a line of the probe must be a whole number"],
    ['{"check":0,"seen":[]}', "seen of a line of the probe must be keys with values or empty"],
    ['{"check":0,"seen":{"problem":1}}', "seen.problem of a line of the probe must be text"],
    ['{"check":0,"part":{"kind":"x","name":"y"},"seen":null}', "part.kind of a line of the probe"],
    ['{"check":2,"seen":null}', "a line of the probe is of the check 2"],
    ['{"check":-1,"seen":{}}', "a line of the probe is of the check -1"],
    ['{"check":0.5,"seen":null}', "check of a line of the probe must be a whole number"],
  ])("%s", (line, problem) => {
    const { reader, observations, push } = reading();
    push(`\nword {"check":0,"seen":null}\n\nword ${line}\n`);
    expect(reader.problem).toContain(problem);
    push('\nword {"check":0,"seen":{"exit":0}}\n\nword {"check":-1,"seen":{"ended":true}}\n');
    expect(observations).toEqual([]);
    expect(reader.ended).toBe(false);
  });

  test("a line of any length", () => {
    const { reader, push } = reading();
    push("\nword ");
    for (let at = 0; at < 9 && reader.problem === undefined; at++) push("x".repeat(1024 * 1024));
    expect(reader.problem).toMatch(/^a line of the probe has more than \d+ bytes$/);
    expect(reader.output.text).toBe("");
  });

  test("any number of lines", () => {
    const { reader, observations, push } = reading();
    push('\nword {"check":0,"seen":{}}\n'.repeat(10_000));
    expect(reader.problem).toBeUndefined();
    expect(observations).toHaveLength(10_000);
    push('\nword {"check":0,"seen":{}}\n');
    expect(reader.problem).toMatch(/^the probe wrote more than \d+ lines$/);
    expect(observations).toHaveLength(10_000);
  });
});

describe("whatever bytes an image writes, and however they are cut", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom("\n", "word", "\nword ", "\nword {", '"seen":null}\n', "[".repeat(1000))
      .map((text) => Buffer.from(text)),
    fc
      .oneof(fc.json(), fc.record({ check: fc.integer({ min: -1, max: 2 }), seen: fc.jsonValue() }))
      .map((value) =>
        Buffer.from(`\nword ${typeof value === "string" ? value : JSON.stringify(value)}\n`),
      ),
  );
  const bytes = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));

  test("nothing is thrown, and the cuts change nothing of what is read", () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 300 }), { maxLength: 8 }), (all, cuts) => {
        const whole = reading();
        whole.reader.push(all);
        const inPieces = reading();
        const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)), all.length];
        at.sort((left, right) => left - right);
        for (const [index, start] of at.entries()) {
          inPieces.reader.push(all.subarray(start, at[index + 1] ?? all.length));
        }
        const read = ({ reader, observations, shown }: typeof whole) => ({
          ended: reader.ended,
          problem: reader.problem,
          underWay: reader.underWay,
          shown: Buffer.concat(shown).toString("latin1"),
          observations: observations.map(({ check, seen, output }) => [check, seen, output.text]),
        });
        expect(read(inPieces)).toEqual(read(whole));
      }),
      { numRuns: 2_000 },
    );
  });
});
