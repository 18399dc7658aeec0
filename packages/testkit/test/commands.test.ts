import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseCommand, readCommands } from "../src/index.ts";

type Properties = Record<string, string>;

describe("a command", () => {
  test.each<[string, string, Properties, string]>([
    ["::error::text", "error", {}, "text"],
    ["::endgroup::", "endgroup", {}, ""],
    ["  \t\u0085::error::text", "error", {}, "text"],
    ["::ERROR::text", "error", {}, "text"],
    ["::error::a::b", "error", {}, "a::b"],
    ["::error file=a.py,line=3::text", "error", { file: "a.py", line: "3" }, "text"],
    ["::error  file=a.py , line=3 ::text", "error", { file: "a.py ", " line": "3" }, "text"],
    ["::error endLine=4::text", "error", { endline: "4" }, "text"],
    ["::error file=,line=3,x::text", "error", { line: "3" }, "text"],
    ["::error =file==a=b,,c==::text", "error", { file: "a=b" }, "text"],
    [
      "::error title=a%3Ab%2Cc%25%0D%0A::%0D%0A%25%3A%2C",
      "error",
      { title: "a:b,c%\r\n" },
      "\r\n%%3A%2C",
    ],
    ["::error title=%253A::%250A%0a", "error", { title: "%3A" }, "%0A%0a"],
    ["##[error title=%253B]%255D", "error", { title: "%3B" }, "%5D"],
    ["::set-output name=a::b", "set-output", { name: "a" }, "b"],
    ["##[error]text", "error", {}, "text"],
    ["any text ##[error]text", "error", {}, "text"],
    ["##[error file=a.py;line=3]text", "error", { file: "a.py", line: "3" }, "text"],
    ["##[set-output name=a%3Bb%5D]%3B%0A%5D%25", "set-output", { name: "a;b]" }, ";\n]%"],
    ["::nonsense:: ##[warning]text", "warning", {}, "text"],
    ["]##[group]text]", "group", {}, "text]"],
  ])("%j", (line, name, properties, data) => {
    expect(parseCommand(line)).toEqual({ name, properties, data });
  });

  test.each([
    "",
    "error::text",
    "text ::error::text",
    ":: error::text",
    "::error:text",
    "::nonsense::text",
    "::::text",
    "::internal-set-repo-path::text",
    "\u200b::error::text",
    "\ufeff::error::text",
    "##[error text",
    "##[nonsense]text",
    "##[ error]text",
    "##[]##[error]text",
    "# #[error]text",
    "##vso[error]text",
  ])("is not in %j", (line) => {
    expect(parseCommand(line)).toBeUndefined();
  });
});

describe("output", () => {
  const namesIn = (...texts: string[]) => readCommands(texts).commands.map(({ name }) => name);

  test("keeps the lines that are not commands", () => {
    const { logs, commands } = readCommands(["a\n::error::b\n\n  c\r\n::x::d\n", "e\n##[debug]f"]);
    expect(logs).toEqual(["a\n\n  c\n::x::d", "e"]);
    expect(commands.map(({ name, data }) => [name, data])).toEqual([
      ["error", "b"],
      ["debug", "f"],
    ]);
  });

  test.each(["\n", "\r\n", "\r"])("%j ends a line", (end) => {
    expect(namesIn(`a${end}::error::b`)).toEqual(["error"]);
  });

  test.each(["\u0085", "\u2028", "\v", "\f", "\u0000"])("%j does not end a line", (end) => {
    expect(namesIn(`a${end}::error::b`)).toEqual([]);
  });

  test("is not acted on between stop-commands and its token", () => {
    const stopped =
      "::stop-commands::Token-1\n::error::a\nb ##[error]c\n::Token-2::\n::TOKEN-1::\n";
    const { logs, commands, masked } = readCommands([`${stopped}::error::d\n::token-1::\n`]);
    expect(commands.map(({ name, data }) => [name, data])).toEqual([
      ["stop-commands", "Token-1"],
      ["error", "d"],
    ]);
    expect(masked).toEqual(["Token-1"]);
    expect(logs[0]?.split("\n")).toEqual([
      "::stop-commands::***",
      "::error::a",
      "b ##[error]c",
      "::Token-2::",
      "::TOKEN-1::",
      "::token-1::",
    ]);
  });

  test("stays stopped from stdout into stderr", () => {
    expect(namesIn("::stop-commands::abc\n", "::error::a\n::abc::\n::error::b")).toEqual([
      "stop-commands",
      "error",
    ]);
  });

  test.each(["", "pause-logging", "Error"])("cannot be stopped by the token %j", (token) => {
    expect(() => readCommands([`::stop-commands::${token}`])).toThrow("Invalid token");
  });

  test("shows masked values from then on as ***, each line of one as well", () => {
    const printed = "secret\n::add-mask::secret%0A second \na secret, second\n::add-mask:: \n";
    const { logs, masked, mask } = readCommands([printed, "secret and token"], ["token"]);
    expect(masked).toEqual(["secret\n second ", "secret", "second"]);
    expect(logs).toEqual(["secret\na ***, ***", "*** and ***"]);
    expect(mask("token secret")).toBe("*** ***");
  });

  test("shows the longest masked value of several as one", () => {
    expect(readCommands(["::add-mask::ab\n::add-mask::abc\nabc ab"], [""]).logs).toEqual([
      "*** ***",
    ]);
  });

  test("has no command if colons and hashes are separated", () => {
    const harmless = (text: string) => text.replaceAll("::", ": :").replaceAll("##[", "# #[");
    const piece = fc.constantFrom("::", "##[", "error", "]", "\n", "\r", " ", ":", "#", "[", "x");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        // Twice, because the first turns ":::" into ": ::".
        expect(namesIn(harmless(harmless(pieces.join(""))))).toEqual([]);
      }),
    );
  });
});
