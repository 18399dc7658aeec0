/** What is known of a container after its end, by an engine that does not do as it should. */

import { describe, expect, test } from "@jest/globals";
import type { ProgramAnswer } from "@lablink-actions/action-kit";
import { type Docker, withContainer } from "@lablink-actions/engine";
import { accept, type Result } from "@lablink-actions/release-core";
import { refusalsOf } from "./support.ts";

const success = { exitCode: 0, output: "", trouble: "" };
const hanging = Symbol("an engine that does not answer until the program is ended");

type Engine = Readonly<Record<string, Partial<ProgramAnswer> | typeof hanging>>;

/** Uses a container of an engine that answers to each command; any other succeeds. */
function using(engine: Engine, signal = new AbortController().signal) {
  const calls: string[] = [];
  const docker: Docker = async (words, options) => {
    calls.push(words.join(" "));
    const answer = engine[words[0] ?? ""] ?? {};
    if (answer !== hanging) return { ...success, ...answer };
    await new Promise<void>((resolve) => {
      if (options.signal?.aborted) resolve();
      options.signal?.addEventListener("abort", () => resolve(), { once: true });
    });
    return { ...success, exitCode: 130, endedBy: "cancellation" };
  };
  const effects = { docker, signal, random: () => "word" };
  const run = (use: () => Promise<Result<string>> = async () => accept("seen")) =>
    withContainer(["image"], effects, use);
  return { calls, run };
}

const name = "lablink-verify-word";
const inProgress = {
  exitCode: 1,
  trouble: `removal of container ${name} is already in progress`,
};

describe("the engine is asked whether the container is gone, if it did not remove it", () => {
  test("and the result stands if it is", async () => {
    const { calls, run } = using({ rm: inProgress });
    expect(await run()).toEqual(accept("seen"));
    expect(calls).toEqual([
      `create --name ${name} image`,
      `rm --force --volumes ${name}`,
      `ps --all --quiet --filter name=${name}`,
    ]);
  });

  test.each<[string, Engine, RegExp]>([
    ["it is there", { rm: inProgress, ps: { output: "4f" } }, /is still there: removal of/],
    [
      "the engine is gone",
      {
        rm: { exitCode: 1, trouble: "Cannot connect" },
        ps: { exitCode: 1, trouble: "Cannot connect to it" },
      },
      /did not say whether it removed .*: Cannot connect to it/,
    ],
    [
      "nobody knows whether it will be created",
      { create: { exitCode: 124, endedBy: "deadline", trouble: "did not end within 120 s" } },
      /had not said whether it creates/,
    ],
  ])("%s: the refusal has the command that removes it", async (_, engine, seen) => {
    const refusals = refusalsOf(await using(engine).run());
    expect(refusals.at(-1)).toMatchObject({
      name: "container-left",
      seen: expect.stringMatching(seen),
      remedy: expect.stringContaining(`docker rm --force --volumes ${name}`),
    });
    // What else is wrong is said as well.
    expect(refusals.map((refusal) => refusal.name).slice(0, -1)).toEqual(
      "create" in engine ? ["engine-unavailable"] : [],
    );
  });

  test("after a defect of this action it is said beside the defect", async () => {
    const { run } = using({ rm: inProgress, ps: { output: "4f" } });
    const failing = run(() => Promise.reject(new Error("a defect")));
    await expect(failing).rejects.toMatchObject({
      message: expect.stringContaining("is still there"),
      cause: { message: "a defect" },
    });
  });
});

describe("a run that is cancelled", () => {
  const cancelled = () => {
    const cancellation = new AbortController();
    const use = async (): Promise<Result<string>> => {
      cancellation.abort();
      throw new DOMException("the run was cancelled", "AbortError");
    };
    return { signal: cancellation.signal, use };
  };

  test("is only that, if its container is gone", async () => {
    const { signal, use } = cancelled();
    await expect(using({}, signal).run(use)).rejects.toMatchObject({ name: "AbortError" });
  });

  test("says which container is left if the engine hangs, and does not wait for it", async () => {
    const { signal, use } = cancelled();
    const { run } = using({ rm: hanging, ps: hanging }, signal);
    expect(refusalsOf(await run(use))).toMatchObject([
      {
        name: "container-left",
        seen: expect.stringMatching(/^the run was cancelled, and the engine did not say whether/),
      },
    ]);
  }, 20_000);

  test("while its container is created does not use it, and removes it", async () => {
    const cancellation = new AbortController();
    const { signal } = cancellation;
    const calls: string[] = [];
    const docker: Docker = async (words, options) => {
      calls.push(words[0] ?? "");
      if (words[0] === "create") {
        cancellation.abort();
        // The creation goes on.
        expect(options.signal?.aborted).toBe(false);
      }
      return success;
    };
    const running = withContainer([], { docker, signal, random: () => "word" }, async () => {
      calls.push("used");
      return accept("seen");
    });
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect(calls).toEqual(["create", "rm"]);
  });
});
