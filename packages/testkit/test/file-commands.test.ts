import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { anyText } from "../src/arbitraries.ts";
import { parseFileCommands, parsePathFile } from "../src/index.ts";

describe("pairs", () => {
  test.each<[string, string, [string, string][]]>([
    ["nothing", "", []],
    ["empty lines", "\n\na=b\n\n", [["a", "b"]]],
    ["no newline at the end", "a=b", [["a", "b"]]],
    ["an empty value", "a=\n", [["a", ""]]],
    ["an equals sign in the value", "a=b=c\n", [["a", "b=c"]]],
    ["a value with <<", "a=b<<c\n", [["a", "b<<c"]]],
    ["blanks are kept", " a = b \n", [[" a ", " b "]]],
    ["a carriage return is kept", "a=b\r\n", [["a", "b\r"]]],
    [
      "a later pair of the same name",
      "a=1\nb=2\na=3\n",
      [
        ["a", "3"],
        ["b", "2"],
      ],
    ],
    ["unicode and NUL", "ä=\u{1f40d}\u0000\u2028x\n", [["ä", "\u{1f40d}\u0000\u2028x"]]],
    ["a heredoc", "a<<E\nb\nE\n", [["a", "b"]]],
    ["a heredoc without a newline at the end", "a<<E\nb\nE", [["a", "b"]]],
    ["an empty heredoc", "a<<E\nE\n", [["a", ""]]],
    ["a heredoc of one empty line", "a<<E\n\nE\n", [["a", ""]]],
    ["a heredoc of two empty lines", "a<<E\n\n\nE\n", [["a", "\n"]]],
    [
      "lines in a heredoc",
      "a<<E\nb\n\nc=d\ne<<f\nE\ng=h\n",
      [
        ["a", "b\n\nc=d\ne<<f"],
        ["g", "h"],
      ],
    ],
    ["a delimiter with an equals sign", "a<<b=c\nx\nb=c\n", [["a", "x"]]],
    ["a delimiter with <<", "a<<b<<c\nx\nb<<c\n", [["a", "x"]]],
    ["a delimiter within a line", "a<<E\nxE\nE x\nE\n", [["a", "xE\nE x"]]],
    ["a carriage return after the delimiter", "a<<E\nb\nE\r\nE\n", [["a", "b\nE\r"]]],
    ["carriage returns in a heredoc", "a<<E\nb\r\nc\r\nE\n", [["a", "b\r\nc\r"]]],
    ["NUL and unicode in a heredoc", "a<<E\n\u0000ü\nE\n", [["a", "\u0000ü"]]],
    [
      "names of Object.prototype",
      "__proto__=1\nconstructor=2\n",
      [
        ["__proto__", "1"],
        ["constructor", "2"],
      ],
    ],
  ])("%s", (_, text, pairs) => {
    expect([...parseFileCommands(text)]).toEqual(pairs);
  });

  test.each([
    ["a line without a separator", "a=b\nnonsense\n", "Invalid format 'nonsense'"],
    ["an empty name", "=b\n", "Invalid format '=b'. Name must not be empty"],
    ["an empty name of a heredoc", "<<E\nb\nE\n", "Invalid format '<<E'. Name must not be empty"],
    ["an empty delimiter", "a<<\nb\n\n", "Invalid format 'a<<'. Name must not be empty"],
    ["no delimiter", "a<<E\nb\n", "Matching delimiter not found 'E'"],
    ["no delimiter at once", "a<<E", "Matching delimiter not found 'E'"],
    ["a last line that is not the delimiter", "a<<E\nb\nEE", "EOF marker missing new line"],
    ["a value that holds the delimiter", "a<<E\nb\nE\nc\nE\n", "Invalid format 'c'"],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseFileCommands(text)).toThrow(message);
  });

  test("reads back any value that does not contain its delimiter", () => {
    const line = anyText;
    fc.assert(
      fc.property(fc.array(line), line, (lines, other) => {
        const text = lines.join("\n");
        const written = `a<<ghadelimiter_1\n${text}\nghadelimiter_1\nb<<E1\n${other}\nE1\n`;
        const read = new Map(Object.entries({ a: text, b: other }));
        expect(parseFileCommands(written)).toEqual(read);
      }),
    );
  });
});

test.each<[string, string[]]>([
  ["", []],
  ["/a\n\n/b\n", ["/a", "/b"]],
  ["/a\r\n/b\r/c", ["/a", "/b", "/c"]],
  ["/a\n/b\n/a\n", ["/b", "/a"]],
])("the folders of %p are %p", (text, folders) => {
  expect(parsePathFile(text)).toEqual(folders);
});
