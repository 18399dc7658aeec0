import { expect, test } from "@jest/globals";
import { sha256Digest } from "@lablink-actions/release-core";
import { fileLine, parseFileLine } from "../src/file-line.ts";
import { refusalsOf } from "./support.ts";

const digits = "0a".repeat(32);
const filename = "foo-1.0-py3-none-any.whl";

test("a line names a file by its SHA-256, and is read back", () => {
  const digest = sha256Digest(digits);
  if (digest === undefined) throw new Error("not a digest");
  const line = fileLine({ filename, digest });
  expect(line).toBe(`${digits} ${filename}`);
  for (const text of [line, `${digits}  ${filename}`, `${digits.toUpperCase()} *${filename}`]) {
    expect(parseFileLine(text, "files")).toEqual({ ok: true, value: { filename, digest } });
  }
});

test.each([
  "",
  filename,
  digits,
  `${digits} `,
  `${digits}${filename}`,
  `${digits.slice(1)} ${filename}`,
  `sha256:${digits} ${filename}`,
  `${digits} dist/${filename}`,
  `${digits} ../../etc/passwd`,
  `${digits} foo\u0000.whl`,
])("the line %j is refused", (line) => {
  expect(refusalsOf(parseFileLine(line, "files"))).toMatchObject([
    { name: "input-invalid", seen: `the input files has the line ${JSON.stringify(line)}` },
  ]);
});
