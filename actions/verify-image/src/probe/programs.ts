/** The probe's programs, each with what it is to look at. */
import { pythonLooks, shellLooks } from "../kinds/index.ts";
import type { PlannedCheck } from "../plan.ts";
import commonPython from "./common.py";
import commonShell from "./common.sh";
import importObject from "./import-object.py";
import inventory from "./inventory.py";
import mainPython from "./main.py";
import { shellWord } from "./shell-word.ts";

/** Runs first in the container: starts the loader by a Python, or else the shell probe. */
export { default as bootstrap } from "./bootstrap.sh";
/** Reads the Python program and its plan from standard input, and runs the one with the other. */
export { default as pythonLoader } from "./loader.py";

interface ProbePlan {
  /** The word that the probe's own lines begin with. */
  readonly nonce: string;
  /** Seconds for all checks, and for a single one. */
  readonly timeout: number;
  readonly limit: number;
  /** The environment's interpreter; any if there is none. */
  readonly python: string | undefined;
  readonly checks: readonly PlannedCheck[];
}

/** What the container reads: a line for Python, with program and plan, and after it a script for a shell. */
export function probeInput(plan: ProbePlan): string {
  return `${JSON.stringify(pythonInput(plan))}\n${shellProbe(plan)}`;
}

function pythonInput({ nonce, timeout, limit, python = "", checks }: ProbePlan) {
  const looks = checks.map(({ id, look }) => ({ id, ...look }));
  return {
    program: [commonPython, pythonLooks, mainPython].join("\n"),
    plan: { nonce, timeout, limit, python, checks: looks, inventory, import_object: importObject },
  };
}

/** Of what needs Python it says that. */
function shellProbe({ nonce, checks }: ProbePlan): string {
  const looks = checks.map(({ id, shell }) => {
    if (shell === undefined)
      return problem(id, "the image has no Python 3.8 or later to look with");
    if ("problem" in shell) return problem(id, shell.problem);
    const [look, ...words] = shell;
    return [look, id, ...words.map(shellWord)].join(" ");
  });
  return [
    `nonce=${shellWord(nonce)}`,
    commonShell,
    shellLooks,
    "cd /",
    ...looks,
    tell(-1, { ended: true }),
    "exit 0",
    "",
  ].join("\n");
}

function problem(id: number, text: string): string {
  return tell(id, { problem: text });
}

function tell(id: number, seen: object): string {
  return `tell ${shellWord(JSON.stringify({ check: id, seen }))}`;
}
