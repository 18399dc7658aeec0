/** The container: an image that lies, a docker that is late, and what is removed in any case. */

import { describe, expect, test } from "@jest/globals";
import type { ProgramAnswer } from "@lablink-actions/action-kit";
import type { Docker } from "@lablink-actions/engine";
import { type Answers, absent, image, refusalsOf, scripted, verify } from "./support.ts";

const checks = "executes: [{ run: 'true' }]";
const pinned = `ghcr.io/talmolab/image@${image}`;

const interrupted = { exitCode: 130, endedBy: "cancellation" } as const;
const late = {
  exitCode: 124,
  endedBy: "deadline",
  trouble: "docker did not end within 1 s",
} as const;

/** A docker whose container writes this, with the word that the probe was given, and then ends or waits. */
function lying(say: (word: string) => string, answer: Partial<ProgramAnswer> = {}) {
  const calls: string[] = [];
  let stopped = false;
  const docker: Docker = async (words, { input = "", onOutput, signal }) => {
    calls.push(words.join(" "));
    const success = { exitCode: 0, output: "", trouble: "" };
    if (words[0] !== "start") return success;
    const { plan } = JSON.parse(String(input).split("\n")[0] ?? "");
    const said = Buffer.from(say(plan.nonce));
    // As a stream gives it: nothing catches what is thrown there.
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        onOutput?.(said);
        resolve();
      });
    });
    stopped = signal?.aborted ?? false;
    return { ...success, ...(stopped && interrupted), ...answer };
  };
  return { docker, calls, wasStopped: () => stopped };
}

describe("an image that is hostile", () => {
  test.each([
    ["a line that is not JSON", (word: string) => `\n${word} {\n`],
    ["a check that there is not", (word: string) => `\n${word} {"check":7,"seen":{}}\n`],
    ["a line without end", (word: string) => `\n${word} ${"x".repeat(9_000_000)}`],
    ["lines without end", (word: string) => `\n${word} {"check":0,"seen":{}}\n`.repeat(10_001)],
  ])("is stopped after %s, removed, and not believed", async (_, say) => {
    const { docker, calls, wasStopped } = lying(say);
    const { result, names } = await verify(checks, { effects: { docker } });
    expect(names).toEqual(["verification-broken"]);
    expect(refusalsOf(result)[0]?.seen).toMatch(/^the image does not answer as the probe does: /);
    expect(wasStopped()).toBe(true);
    expect(calls.filter((call) => call.startsWith("rm"))).toHaveLength(1);
  });

  test("fails a check of which it says what cannot be, and only that one", async () => {
    const { docker } = lying((word) =>
      [
        '{"check":0,"seen":{"exit":"0"}}',
        '{"check":1,"seen":{"exit":0}}',
        '{"check":-1,"seen":{"ended":true}}',
      ]
        .map((line) => `\n${word} ${line}\n`)
        .join(""),
    );
    const { verdicts } = await verify("executes: [{ run: a }, { run: b }]", {
      effects: { docker },
    });
    expect(verdicts).toEqual({
      "executes a": "failed\nexit of the probe's answer must be a whole number, and is text",
      "executes b": "passed\n",
    });
  });

  test("cannot fill the report with one check", async () => {
    const long = "x".repeat(1_000_000);
    const { docker } = lying((word) => {
      const part = { kind: "requirements", name: long };
      const line = JSON.stringify({ check: 0, part, seen: { problem: long } });
      return `\n${word} ${line}\n\n${word} {"check":-1,"seen":{"ended":true}}\n`;
    });
    const { result } = await verify(checks, { effects: { docker } });
    expect(result.ok && result.value.outputs.report.length).toBeLessThan(6_000);
  });

  test.each([
    ["many long answers", 400, 10, []],
    ["many long names", 4000, 400, ["verification-broken"]],
  ])("cannot fill the outputs with %s", async (_, count, length, names) => {
    const { docker } = lying((word) => {
      const answers = Array.from({ length: count }, (_, index) => {
        const part = { kind: "requirements", name: `${index}`.padEnd(length, "x") };
        const line = JSON.stringify({ check: 0, part, seen: { problem: "y".repeat(5000) } });
        return `\n${word} ${line}\n`;
      });
      return `${answers.join("")}\n${word} {"check":-1,"seen":{"ended":true}}\n`;
    });
    const { result, names: seen } = await verify(checks, { effects: { docker } });
    expect(seen).toEqual(names.length > 0 ? names : ["check-failed"]);
    const { report = "" } = result.ok ? result.value.outputs : {};
    expect(report.length).toBeLessThan(700_000);
    // None is left out.
    if (names.length === 0) expect(JSON.parse(report).checks).toHaveLength(count);
  });

  test("is removed if what it writes makes this action throw", async () => {
    const { docker, calls } = lying((word) => `\n${word} {"check":0,"seen":null}\nprinted\n`);
    const now = () => {
      if (calls.some((call) => call.startsWith("start"))) throw new Error("a defect");
      return 0;
    };
    await expect(verify(checks, { effects: { docker, now } })).rejects.toThrow("a defect");
    expect(calls.at(-1)).toMatch(/^rm --force/);
  });
});

describe("a deadline", () => {
  test.each<[string, Answers, string]>([
    ["of an engine that hangs", { image: late }, "engine-unavailable"],
    ["of a pull", { image: absent, pull: late }, "image-missing"],
    ["of a container that says nothing", { start: late }, "verification-broken"],
  ])("%s is a refusal that says how long it took", async (_, given, name) => {
    const { docker } = scripted(given);
    const { result, names } = await verify(checks, { image: pinned, effects: { docker } });
    expect(names).toEqual([name]);
    expect(refusalsOf(result)[0]?.seen).toMatch(/did not end within 1 s|said nothing in the 75 s/);
  });

  test("of a container that hangs leaves the verdicts that are known; an exit with 124 is not one", async () => {
    const say = (word: string) =>
      `\n${word} {"check":0,"seen":{"exit":0}}\n\n${word} {"check":1,"seen":null}\n`;
    const three = "executes: [{ run: a }, { run: b }, { run: c }]";
    const hanging = lying(say, late);
    const { verdicts } = await verify(three, { effects: { docker: hanging.docker } });
    expect(Object.values(verdicts)).toEqual([
      "passed\n",
      "failed\nwas still running when 60 s were over",
      "failed\nwas not reached within the 60 s there are for all checks",
    ]);
    expect(hanging.calls.at(-1)).toMatch(/^rm --force/);
    const ended = lying(say, { exitCode: 124 });
    const { names } = await verify(three, { effects: { docker: ended.docker } });
    expect(names).toEqual(["verification-broken"]);
  });

  test("is on every call, and the clean-up does not hear the run's cancellation", async () => {
    const cancellation = new AbortController();
    const calls: [string, number, boolean][] = [];
    const docker: Docker = async (words, { deadline, signal }) => {
      if (words[0] === "start") cancellation.abort();
      calls.push([words[0] ?? "", deadline, signal?.aborted ?? false]);
      return words[0] === "image"
        ? { exitCode: 1, output: "", trouble: absent.trouble }
        : { exitCode: 0, output: "", trouble: "", ...(words[0] === "start" && { exitCode: 130 }) };
    };
    const { signal } = cancellation;
    const running = verify(checks, { image: pinned, timeout: 10, effects: { docker, signal } });
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect(calls).toEqual([
      ["image", 120_000, false],
      ["manifest", 120_000, false],
      ["info", 120_000, false],
      ["pull", 1_800_000, false],
      ["create", 120_000, false],
      ["start", 25_000, true],
      ["rm", 20_000, false],
    ]);
  });
});
