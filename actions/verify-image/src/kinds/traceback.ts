/** What a command that ends in an exception prints: CPython's tracebacks (Lib/traceback.py). */
import { described, text } from "@lablink-actions/shape";
import type { Output } from "../output.ts";

export const exception = described(
  "The exception that the command must end in, such as RuntimeError. A traceback of another one fails.",
  text({ pattern: /^[A-Za-z_][\w.]*$/u, expected: "the name of an exception" }),
);

/**
 * What is wrong with the tracebacks in an output; undefined if nothing is.
 *
 * @param wanted the exception that the command must end in; undefined if it must print no traceback
 */
export function tracebackProblem(wanted: string | undefined, output: Output): string | undefined {
  if (wanted === undefined) return output.hasTraceback ? "printed a traceback" : undefined;
  if (!output.hasTraceback) return `printed no traceback, and must end in ${wanted}`;
  if (!output.isWhole) {
    return "printed a traceback, and so much that nobody knows which exception it ends in";
  }
  const isOther = (name: string) => name !== wanted && !name.endsWith(`.${wanted}`);
  const other = exceptionsIn(output.text).find(isOther);
  return other === undefined
    ? undefined
    : `printed a traceback that ends in ${other}, not in ${wanted}`;
}

/** CPython writes them between an exception and the one that follows from it. */
const links = new Set([
  "The above exception was the direct cause of the following exception:",
  "During handling of the above exception, another exception occurred:",
]);

/** The exception that each traceback ends in: of a chain the last one. */
function exceptionsIn(text: string): string[] {
  const names: string[] = [];
  let isInside = false;
  let isLinked = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.includes("Traceback (most recent call last)")) {
      if (isLinked) names.pop();
      isInside = true;
      isLinked = false;
    } else if (isInside && !/^\s/.test(line)) {
      const [, name = "something that cannot be read"] =
        /^([A-Za-z_][\w.]*)(?::|$)/.exec(line) ?? [];
      names.push(name);
      isInside = false;
    } else isLinked ||= links.has(line);
  }
  return isInside ? [...names, "something that cannot be read"] : names;
}
