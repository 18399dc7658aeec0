import { boolean, described, list, open, optional, text } from "@lablink-actions/shape";
import type { Observation } from "../frames.ts";
import python from "./console-scripts.py";
import { judgeImport } from "./imports.ts";
import { failed, type Judgement, judged, type Kind, passed } from "./kind.ts";
import { type Ran, ran } from "./ran.ts";

/** What is seen of a command that an installer made of an entry point. */
export const launched = {
  ...ran,
  /** What is wrong with its file; empty if nothing is. */
  launcher: optional(text()),
  /** Its file is of no form that installers write, so nobody knows which interpreter it starts. */
  unknown: optional(boolean),
};

/** Commands in the environment's bin: their files, and what these start. */
export const consoleScripts: Kind<readonly string[]> = {
  shape: described(
    "Commands in the environment's bin, and what each of them starts.",
    list(text({ pattern: /^[^\s/]+$/u, expected: "the name of a command" })),
  ),
  plan: (scripts) =>
    scripts.map((script) => ({
      name: `console script ${script}`,
      look: { kind: "console-script", script },
      judge: judged(open(launched), judgeLaunched),
    })),
  python,
};

export function judgeLaunched(
  seen: Ran & { readonly launcher?: string; readonly unknown?: boolean },
  observation: Observation,
): Judgement {
  if (seen.launcher) return failed(seen.launcher);
  const judgement = judgeImport(seen, observation);
  return seen.unknown && judgement.outcome === "passed"
    ? passed("only what its entry point names, because no installer writes such a file")
    : judgement;
}
