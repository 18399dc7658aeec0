import { openCheckout } from "./checkout.ts";
import { examine } from "./examine.ts";
import { type Finding, findingLine } from "./finding.ts";

interface Options {
  /** Whether a program reads the findings. */
  readonly json: boolean;
  readonly say: (text: string) => void;
}

/** Says what in a repository does not fit; gives the exit code, which is 1 if something breaks a run. */
export function doctor(path: string, { json, say }: Options): number {
  const findings = examine(openCheckout(path));
  say(json ? JSON.stringify(findings, null, 2) : report(findings));
  return findings.some(({ level }) => level === "error") ? 1 : 0;
}

function report(findings: readonly Finding[]): string {
  const count = (level: Finding["level"]) => findings.filter((it) => it.level === level).length;
  const lines = (["error", "warning", "note"] as const).flatMap((level) =>
    findings.filter((it) => it.level === level).map(findingLine),
  );
  return [...lines, `Errors: ${count("error")}. Warnings: ${count("warning")}.`].join("\n");
}
