import { describe, expect, test } from "@jest/globals";
import { parseVersion, refusalMessage } from "@lablink-actions/release-core";
import { awaitInstallable } from "../src/installable.ts";
import { type Answer, scriptedIndex } from "./support.ts";

const [version] = ["1.0"].flatMap((text) => parseVersion(text) ?? []);
if (version === undefined) throw new Error("1.0 is a version");
const asked = ["a-x", "b-x"].map((subject) => ({
  subject,
  version,
  input: `${subject[0]}_version`,
}));

async function run(answer: (packageName: string, before: number) => Answer, wait = 0) {
  const scripted = scriptedIndex(answer);
  const result = await awaitInstallable(scripted.index, asked, wait, scripted.effects);
  return { ...scripted, messages: result.ok ? [] : result.refusals.map(refusalMessage) };
}

describe("all versions that cannot be installed are refused together", () => {
  test("index trouble with one does not hide the refusal of another", async () => {
    const { messages } = await run((name) => (name === "a-x" ? "trouble" : "absent"));
    expect(messages).toEqual([
      "LA802 index-trouble: the index answered 500. Wait.",
      "LA804 version-absent: b-x 1.0 is not on https://index.example/simple; the nearest are 0.5, 0.9, 1.1rc1 and 1.1. Re-run with b_version= and a version that is there, or publish this one first, by pushing its version tag; if that is under way, set wait (index-wait of images.yml).",
    ]);
  });

  test("yanked, with the index's reason; propagating, with what to do", async () => {
    const { messages, said } = await run((name) => (name === "a-x" ? "yanked" : "propagating"));
    expect(messages).toEqual([
      'LA805 version-yanked: a-x 1.0 is yanked on https://index.example/simple, because of "it deletes \\"everything\\"". Re-run with a_version= and a version that is not yanked.',
      "LA806 version-not-installable: https://index.example/simple knows b-x 1.0 and does not list it for installation yet. Set wait (index-wait of images.yml) to the seconds it may take, for example 600, or run it again in a few minutes.",
    ]);
    expect(said).toEqual([]);
  });
});

describe("waiting", () => {
  test("goes on until all are installable, asks only for those that are not, and says so", async () => {
    const states: Answer[] = ["absent", "propagating", "installable"];
    const { messages, asked, slept, said } = await run(
      (name, before) => (name === "a-x" ? "installable" : (states[before] ?? "trouble")),
      600,
    );
    expect(messages).toEqual([]);
    expect(asked).toEqual(["a-x", "b-x", "b-x", "b-x"]);
    expect(slept).toEqual([2000, 3000]);
    expect(said).toEqual([
      "b-x 1.0: not installable yet; asking again in 2 s, for 600 s at most",
      "b-x 1.0: not installable yet; asking again in 3 s, for 598 s at most",
    ]);
  });

  test("ends when the time is over, and asks one last time", async () => {
    const { messages, slept, asked } = await run(() => "absent", 600);
    expect(slept.reduce((sum, one) => sum + one)).toBe(600_000);
    expect(Math.max(...slept)).toBe(30_000);
    expect(asked).toHaveLength((slept.length + 1) * 2);
    expect(slept.length).toBeLessThan(30);
    expect(messages[0]).toContain("after 600 s of waiting; the nearest");
    expect(messages[0]).not.toContain("set wait");
  });

  test("does not begin if nothing is missing, and ends if one version can never be installed", async () => {
    expect((await run(() => "installable", 600)).slept).toEqual([]);
    expect((await run(() => "yanked", 600)).slept).toEqual([]);
    const { slept, messages } = await run(
      (name, before) => (name === "a-x" ? "absent" : before === 0 ? "absent" : "trouble"),
      600,
    );
    expect(slept).toEqual([2000]);
    expect(messages.map((message) => message.slice(0, 5))).toEqual(["LA804", "LA802"]);
  });
});
