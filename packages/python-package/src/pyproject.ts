import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { parse, TomlError, type TomlTable } from "smol-toml";
import { unreadablePyproject } from "./refusals.ts";

/** Reads the whole of a pyproject.toml; otherwise `pyproject-unreadable` (LA205). */
export function parsePyproject(text: string, file: string): Result<TomlTable> {
  const utf8 = requireUtf8(text, file);
  if (!utf8.ok) return utf8;
  try {
    // TOML's integers have 64 bits; JavaScript's numbers do not.
    return accept(parse(text, { integersAsBigInt: "asNeeded" }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.split("\n");
    const { line, column } = error;
    const why = reason.replace(/^Invalid TOML document: /, "");
    const seen = `${file} is not TOML at line ${line}, column ${column}: ${why}`;
    return refuse(unreadablePyproject({ file, line, column }, seen));
  }
}

/** Reading replaces bytes that are not UTF-8 by U+FFFD, which people do not write. */
function requireUtf8(text: string, file: string): Result<string> {
  const before = text.split("\uFFFD", 1)[0] ?? "";
  if (before.length === text.length) return accept(text);
  const line = before.split("\n").length;
  return refuse(unreadablePyproject({ file, line }, `${file} is not UTF-8 at line ${line}`));
}

export function isTable(value: TomlTable[string] | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Date);
}
