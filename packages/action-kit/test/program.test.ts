/** How other programs are run, tested with programs that every machine has. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { mask } from "../src/log.ts";
import { type ProgramOptions, runProgram } from "../src/program.ts";
import { stepInThisProcess } from "./step.ts";

const step = stepInThisProcess();

/** Runs a shell script, with a deadline that is never reached. */
function shell(script: string, options: Partial<ProgramOptions> = {}) {
  return runProgram("sh", ["-c", script], { deadline: 20_000, ...options });
}

function isAlive(pid: string): boolean {
  try {
    // A process that has ended, and whose parent has not asked for its exit, is a zombie.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Whether a process ends soon: signals take a moment. */
async function ends(pid: string): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pid); tries++) await setTimeout(20);
  return !isAlive(pid);
}

// It starts another process, prints its id, and waits for it. A shell's background process ignores interrupts.
const family = "sleep 60 & echo $!; wait";

describe("an answer", () => {
  test("has what the program said, and how it ended", async () => {
    expect(await shell("printf ' a\\n\\n'; echo ' b ' >&2; exit 3")).toEqual({
      exitCode: 3,
      output: " a",
      trouble: "b",
    });
  });

  test("says so if the program cannot be started", async () => {
    const answer = await runProgram("no-such-program", [], { deadline: 1000 });
    expect(answer).toMatchObject({ exitCode: 127, trouble: expect.stringContaining("ENOENT") });
  });

  test("says which signal ended the program", async () => {
    expect(await shell("kill -TERM $$")).toMatchObject({
      exitCode: 1,
      trouble: "sh was ended by SIGTERM",
    });
  });

  test("has a bounded length", async () => {
    const answer = await shell("head -c 70000000 /dev/zero; exit 0");
    expect(answer.exitCode).toBe(1);
    expect(answer.trouble).toMatch(/^sh wrote more than \d+ bytes$/);
  });
});

describe("a program gets", () => {
  test("its input, its folder, and variables besides those of the step", async () => {
    process.env["FROM_STEP"] = "1";
    process.env["NOT_FOR_IT"] = "1";
    const answer = await shell('cat; pwd; echo "$FROM_STEP$OWN${NOT_FOR_IT-none}"', {
      input: "in\n",
      directory: "/",
      variables: { OWN: "2", NOT_FOR_IT: undefined },
    });
    expect(answer.output).toBe("in\n/\n12none");
  });

  test("of the variables of the step only those that it is to see", async () => {
    process.env["FROM_STEP"] = "1";
    process.env["NOT_FOR_IT"] = "1";
    const answer = await shell('echo "$FROM_STEP$OWN${NOT_FOR_IT-none}${NOT_SET-none}"', {
      sees: ["PATH", "FROM_STEP", "NOT_SET"],
      variables: { OWN: "2" },
    });
    expect(answer.output).toBe("12nonenone");
  });

  test("an end of input, and its answer is not lost if it does not read", async () => {
    expect((await shell("cat")).exitCode).toBe(0);
    const much = "x".repeat(1_000_000);
    expect(await shell("echo done", { input: much })).toMatchObject({ output: "done" });
  });
});

describe("what it says as it runs", () => {
  test("comes in lines, even if the bytes come in pieces", async () => {
    const lines: string[] = [];
    const script = "printf 'a\\r\\n\\303'; sleep 0.1; printf '\\244\\nrest'; echo trouble >&2";
    const answer = await shell(script, { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(["a", "ä", "rest"]);
    expect(answer).toMatchObject({ output: "a\r\nä\nrest", trouble: "trouble" });
  });

  test("comes from both streams if that is asked for", async () => {
    const lines: string[] = [];
    await shell("echo a; echo b >&2", { onLine: (line) => lines.push(line), both: true });
    expect(lines.sort()).toEqual(["a", "b"]);
  });

  test("may have any length if only its lines are needed", async () => {
    let length = 0;
    const script = `yes ${"x".repeat(1000)} | head -c 70000000`;
    const onLine = (line: string) => {
      length += line.length;
    };
    const answer = await shell(script, { onLine, keepsOutput: false });
    expect(answer).toEqual({ exitCode: 0, output: "", trouble: "" });
    expect(length).toBeGreaterThan(69_000_000);
  });

  test("comes in bytes, and is then not kept", async () => {
    const chunks: Buffer[] = [];
    const answer = await shell("echo a", { onOutput: (chunk) => chunks.push(chunk) });
    expect(answer.output).toBe("");
    expect(Buffer.concat(chunks).toString()).toBe("a\n");
  });
});

describe("the end of a program that does not end", () => {
  test("comes after its deadline, with all that it started", async () => {
    const answer = await shell(family, { deadline: 300, grace: 100 });
    expect(answer).toMatchObject({ exitCode: 124, trouble: "sh did not end within 0.3 s" });
    expect(await ends(answer.output)).toBe(true);
  });

  test("is forced if it ignores an interrupt", async () => {
    const stubborn = `trap '' INT; ${family}; wait; wait; sleep 60`;
    const answer = await shell(stubborn, { deadline: 200, grace: 200 });
    expect(answer.exitCode).toBe(124);
    expect(await ends(answer.output)).toBe(true);
  });

  test("is its own if it uses the time it has after an interrupt", async () => {
    const careful = "trap 'sleep 0.2; echo saved; exit 0' INT; while :; do sleep 0.05; done";
    const answer = await shell(careful, { deadline: 200, grace: 20_000 });
    expect(answer).toMatchObject({ exitCode: 124, output: "saved" });
  });

  test("is not hastened by a second interrupt", async () => {
    const controller = new AbortController();
    const careful = "trap 'echo interrupted' INT; for i in 1 2 3 4 5 6 7 8; do sleep 0.1; done";
    const running = shell(careful, { deadline: 200, grace: 20_000, signal: controller.signal });
    await setTimeout(400);
    controller.abort();
    expect(await running).toMatchObject({ exitCode: 124, output: "interrupted" });
  });

  test("comes when its signal is aborted; afterwards nothing is started", async () => {
    const controller = new AbortController();
    const running = shell(family, {
      grace: 100,
      signal: controller.signal,
      onLine: () => controller.abort(),
    });
    const answer = await running;
    expect(answer).toMatchObject({ exitCode: 130, trouble: expect.stringContaining("cancelled") });
    expect(await ends(answer.output)).toBe(true);
    expect(await shell("echo started", { signal: controller.signal })).toMatchObject({
      exitCode: 130,
      output: "",
    });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("comes when the runner sends %s", async (name) => {
    const door = new URL("../src/program.ts", import.meta.url);
    const script = `
      import { runProgram } from "${door}";
      const words = ["-c", ${JSON.stringify(family)}];
      const options = { deadline: 20_000, grace: 100, onLine: console.log };
      const answer = await runProgram("sh", words, options);
      console.log(answer.exitCode);
    `;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const pid = (await lines.next()).value ?? "";
    expect(isAlive(pid)).toBe(true);
    child.kill(name);
    expect((await lines.next()).value).toBe("130");
    await once(child, "close");
    expect(await ends(pid)).toBe(true);
  });
});

describe("the debug log", () => {
  test("has a line for each program, without the secrets", async () => {
    process.env["RUNNER_DEBUG"] = "1";
    mask("hunter2");
    await shell("echo hunter2; echo no such thing >&2; exit 4");
    const [, line] = step.read().commands;
    expect(line).toMatchObject({ name: "debug" });
    expect(line?.data).toMatch(/^sh -c echo \*\*\*; .* → exit 4 after \d+ ms: no such thing$/);
  });

  test("is empty unless the run is debugged", async () => {
    await shell("exit 0");
    expect(step.stdout()).toBe("");
  });
});
