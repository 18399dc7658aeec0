/** Whether a program ended by itself: its own exit code can be any, even one that means a deadline. */
import { expect, test } from "@jest/globals";
import { type ProgramOptions, runProgram } from "../src/program.ts";

function endedBy(script: string, options: Partial<ProgramOptions> = {}) {
  return runProgram("sh", ["-c", script], { deadline: 20_000, grace: 100, ...options });
}

test.each([124, 130])("a program that ends with %i has ended by itself", async (exitCode) => {
  const answer = await endedBy(`exit ${exitCode}`);
  expect(answer).toEqual({ exitCode, output: "", trouble: "" });
  expect(answer.endedBy).toBeUndefined();
});

test("one that does not end in time is ended by the deadline", async () => {
  const answer = await endedBy("sleep 60", { deadline: 100 });
  expect(answer).toMatchObject({ exitCode: 124, endedBy: "deadline" });
});

test("one whose signal is aborted is ended by the cancellation, also before it starts", async () => {
  const controller = new AbortController();
  const options = { signal: controller.signal, onLine: () => controller.abort() };
  const cancelled = { exitCode: 130, endedBy: "cancellation" };
  expect(await endedBy("echo started; sleep 60", options)).toMatchObject(cancelled);
  expect(await endedBy("echo started", options)).toMatchObject({ ...cancelled, output: "" });
});

test("one that writes too much is ended by neither", async () => {
  const answer = await endedBy("head -c 70000000 /dev/zero");
  expect(answer.exitCode).toBe(1);
  expect(answer.endedBy).toBeUndefined();
});
