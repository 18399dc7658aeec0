import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parseFileCommands } from "@lablink-actions/testkit";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { writeOutputs, writeSummary } from "../src/outputs.ts";
import { hostileText } from "./hostile.ts";
import { expectSame } from "./same.ts";
import { stepInThisProcess } from "./step.ts";

const step = stepInThisProcess();
const earlier = "earlier=1\n";

describe("writeOutputs", () => {
  test("writes what reads back exactly, whatever the values hold, and no other output", () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (tags, json, version) => {
        step.clear();
        writeOutputs({ tags, "build-args": json, version });
        expectSame(step.outputs(), {
          tags: tags.toWellFormed(),
          "build-args": json.toWellFormed(),
          version: version.toWellFormed(),
        });
      }),
      cases,
    );
  });

  test.each([
    ["half a surrogate pair as U+FFFD", "a\ud800b\udc00", "a\ufffdb\ufffd"],
    ["a lone carriage return", "a\rb\r", "a\rb\r"],
    ["Windows line ends", "a\r\nb\r\n", "a\r\nb\r\n"],
    ["a byte order mark", "\ufeffa", "\ufeffa"],
    ["NUL", "a\0b", "a\0b"],
    [
      "a file command",
      "a\nx<<EOF\nb\nEOF\nchannel=production",
      "a\nx<<EOF\nb\nEOF\nchannel=production",
    ],
    ["the line that would end it", "a\nEND\nb=c\nEND-END\n", "a\nEND\nb=c\nEND-END\n"],
    ["nothing", "", ""],
    ["a megabyte", "é\n".repeat(2 ** 19), "é\n".repeat(2 ** 19)],
  ])("gives back %s", (_, value, expected) => {
    writeOutputs({ value });
    expect(step.outputs()["value"] === expected).toBe(true);
  });

  test("keeps what was in the file before", () => {
    writeFileSync(step.outputFile, earlier);
    writeOutputs({ a: "1" });
    expect(step.outputs()).toEqual({ earlier: "1", a: "1" });
  });

  test("writes no output if one of them is not a text", () => {
    writeFileSync(step.outputFile, earlier);
    const unwritable = 1n as unknown as string;
    expect(() => writeOutputs({ a: "1", b: unwritable })).toThrow("the output b is not a text");
    expect(readFileSync(step.outputFile, "utf8")).toBe(earlier);
  });

  test("throws if the file is a folder", () => {
    process.env["GITHUB_OUTPUT"] = step.folder;
    expect(() => writeOutputs({ a: "1" })).toThrow("EISDIR");
  });

  test("throws if the file is missing from the start", () => {
    rmSync(step.outputFile);
    expect(() => writeOutputs({ a: "1" })).toThrow("ENOENT");
  });

  test("leaves no part of a value if the disk becomes full", () => {
    writeFileSync(step.outputFile, earlier);
    const outputs = `{ a: "1", b: "x".repeat(9000) }`;
    const source = new URL("../src/outputs.ts", import.meta.url);
    const script = `import { writeOutputs } from "${source}"; writeOutputs(${outputs})`;
    const limited = `trap '' XFSZ; ulimit -f 8; exec "$0" --input-type=module --eval "$1"`;
    const { stderr } = spawnSync("sh", ["-c", limited, process.execPath, script], {
      env: process.env,
      encoding: "utf8",
    });
    expect(stderr).toContain("EFBIG");
    expect(readFileSync(step.outputFile, "utf8")).toBe(earlier);
  });

  test("prints the outputs of a run outside GitHub, one command each", () => {
    delete process.env["GITHUB_OUTPUT"];
    writeOutputs({ a: "1\n::error::x", b: "%0A" });
    expect(step.read().commands).toEqual([
      { name: "set-output", properties: { name: "a" }, data: "1\n::error::x" },
      { name: "set-output", properties: { name: "b" }, data: "%0A" },
    ]);
  });
});

describe("writeSummary", () => {
  test("adds to the page", () => {
    writeSummary("a\n");
    writeSummary("b\n");
    expect(step.summary()).toBe("a\nb\n");
  });

  test("writes nothing outside GitHub", () => {
    delete process.env["GITHUB_STEP_SUMMARY"];
    writeSummary("a\n");
    expect(statSync(step.summaryFile).size).toBe(0);
    expect(step.stdout()).toBe("");
  });
});

test("the runner's reading, on which all these tests rely, does see a forged output", () => {
  expect(Object.fromEntries(parseFileCommands("a=1\nchannel=production\n"))).toEqual({
    a: "1",
    channel: "production",
  });
});
