import { describe, expect, test } from "@jest/globals";
import type { OwnVersionState } from "@lablink-actions/registries";
import fc from "fast-check";
import { decidePublication } from "../src/publication.ts";
import { absent, built, listed, project, refusalsOf, sdistName, wheelName } from "./support.ts";

const files = [built(sdistName), built(wheelName)];
const whole = [listed(sdistName, "a"), listed(wheelName, "a")];
const states: Record<string, OwnVersionState> = {
  installable: { name: "installable", files: whole },
  propagating: { name: "propagating", files: whole },
  yanked: { name: "yanked", reason: "broken", files: whole },
  interrupted: { name: "installable", files: whole.slice(0, 1) },
  "propagating and interrupted": { name: "propagating", files: whole.slice(1) },
  "without hashes": { name: "installable", files: [listed(sdistName), listed(wheelName)] },
  "with others": {
    name: "installable",
    files: [...whole, listed("foo-1.0-py2-none-any.whl", "b")],
  },
};

function decide(state: OwnVersionState, onExisting: "fail" | "skip", own = true) {
  const asked = { project, state, onExisting, index: absent };
  return decidePublication({ ...asked, files: own ? files : undefined });
}

/** The decision: whether it is published, the names of missing files, and the messages. */
function found(state: OwnVersionState, own = true) {
  const result = decide(state, "skip", own);
  if (!result.ok) throw new Error(result.refusals.map(({ seen }) => seen).join());
  const { alreadyPublished, missing, notices, warnings } = result.value;
  return [alreadyPublished, missing.map(({ filename }) => filename), notices, warnings];
}

test("if the index has nothing, everything must be uploaded, whatever on-existing says", () => {
  const state: OwnVersionState = { name: "absent", installable: [] };
  expect(found(state)).toEqual([false, [sdistName, wheelName], [], []]);
  expect(found(state, false)).toEqual([false, [], [], []]);
  expect(decide(state, "fail")).toEqual(decide(state, "skip"));
});

describe("on-existing: skip", () => {
  test.each<[string, unknown[]]>([
    ["installable", [true, [], [], []]],
    ["propagating", [true, [], [], []]],
    ["yanked", [true, [], [], ['foo 1.0 was yanked: "broken"; nothing is uploaded to it']]],
    ["interrupted", [false, [wheelName], [], []]],
    ["propagating and interrupted", [false, [sdistName], [], []]],
    [
      "without hashes",
      [true, [], [expect.stringContaining(sdistName), expect.stringContaining(wheelName)], []],
    ],
    ["with others", [true, [], [], [expect.stringContaining('"foo-1.0-py2-none-any.whl"')]]],
  ])("%s", (name, expected) => {
    expect(found(states[name] as OwnVersionState)).toEqual(expected);
  });

  test("without dist a version counts as published, and a notice says what is not known", () => {
    expect(found(states["interrupted"] as OwnVersionState, false)).toEqual([
      true,
      [],
      [expect.stringContaining("without dist")],
      [],
    ]);
  });

  test("a partial release of another build cannot be finished", () => {
    const state: OwnVersionState = { name: "installable", files: [listed(sdistName, "b")] };
    expect(refusalsOf(decide(state, "skip"))).toMatchObject([
      {
        name: "published-file-differs",
        seen: expect.stringContaining(
          "SHA-256 a, and the index has a file of that name with b, which it never replaces",
        ),
        remedy: expect.stringContaining("post-release"),
        location: { file: `dist/${sdistName}` },
      },
    ]);
  });

  test("a complete release of another build counts as published, with a warning for each file", () => {
    const state: OwnVersionState = {
      name: "installable",
      files: [listed(sdistName, "b"), listed(wheelName, "c")],
    };
    expect(decide(state, "skip")).toMatchObject({
      value: {
        alreadyPublished: true,
        missing: [],
        warnings: [expect.stringContaining(sdistName), expect.stringContaining(wheelName)],
      },
    });
  });
});

test.each(Object.entries(states))("on-existing: fail refuses what is %s", (_name, state) => {
  expect(refusalsOf(decide(state, "fail"))).toMatchObject([
    {
      name: "version-published",
      seen: expect.stringMatching(/^foo 1\.0 is on http:\/\/127\.0\.0\.1\/simple already/),
      remedy: expect.stringContaining("on-existing: skip"),
    },
  ]);
});

test("what the index says of the whole project is a notice (PEP 792)", () => {
  const mark = { status: "archived", reason: "" };
  expect(found({ name: "absent", installable: [], mark })).toEqual([
    false,
    [sdistName, wheelName],
    ['http://127.0.0.1/simple has foo as "archived"'],
    [],
  ]);
});

test("only missing files must be uploaded, and published means that nothing is missing", () => {
  const names = ["a", "b", "c", "d"].map((letter) => `foo-1.0-1${letter}-py3-none-any.whl`);
  fc.assert(
    fc.property(fc.subarray(names, { minLength: 1 }), fc.subarray(names), (own, there) => {
      const result = decidePublication({
        project,
        state: { name: "installable", files: there.map((name) => listed(name, "a")) },
        files: own.map((name) => built(name)),
        onExisting: "skip",
        index: absent,
      });
      if (!result.ok) throw new Error("refused");
      const missing = result.value.missing.map(({ filename }) => filename);
      expect(missing).toEqual(own.filter((name) => !there.includes(name)));
      expect(result.value.alreadyPublished).toBe(missing.length === 0);
    }),
  );
});
