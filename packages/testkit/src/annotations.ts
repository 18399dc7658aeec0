import { isAbsolute, relative } from "node:path";
import type { Command } from "./commands.ts";

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  /** Relative to the workspace, if it is in it. */
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
}

/** The annotation of a command, if it makes one (IssueCommandExtension, ActionCommandManager.cs). */
export function annotationOf(command: Command, workspace: string): Annotation | undefined {
  const { name, data, properties } = command;
  if (name !== "error" && name !== "warning" && name !== "notice") return undefined;
  const { title, line, endline, col } = properties;
  let { file } = properties;
  if (file && isAbsolute(file)) {
    const inside = relative(workspace, file);
    if (!inside.startsWith("..")) file = inside;
  }
  const numbers = Object.entries({ line, endLine: endline, column: col })
    .filter(([, value]) => /^\s*[+-]?\d+\s*$/.test(value ?? ""))
    .map(([key, value]) => [key, Number(value)]);
  return {
    level: name,
    message: data,
    ...(title === undefined ? {} : { title }),
    ...(file === undefined ? {} : { file }),
    ...Object.fromEntries(numbers),
  };
}
