import { member, parseJson, textMember } from "./json.ts";

/** What a run with `-json` did (OpenTofu's and Terraform's documentation, "Machine-Readable UI"). */
export interface ToolEvents {
  /** Resources that it began to change. */
  readonly begun: readonly string[];
  /** What it did, in order. */
  readonly done: readonly { readonly address: string; readonly action: string }[];
  /** Resources whose change failed. */
  readonly failed: readonly string[];
  /** Its errors, as text with the place in the source. */
  readonly problems: readonly string[];
  /** Takes one line of the output. */
  read(line: string): void;
}

/**
 * Reads the output of `plan -json` and `apply -json`, and says how it goes on. What is said has addresses and actions
 * and no value of any attribute: values may be secret where nobody marked them so, and an id may be one too.
 */
export function readEvents(say: (line: string) => void): ToolEvents {
  const begun: string[] = [];
  const done: { address: string; action: string }[] = [];
  const failed: string[] = [];
  const problems: string[] = [];
  const read = (line: string) => {
    const event = parseJson(line);
    const hook = member(event, "hook");
    const address = textMember(member(hook, "resource"), "addr");
    const action = textMember(hook, "action");
    switch (textMember(event, "type")) {
      case "apply_start":
        begun.push(address);
        return say(`${address}: ${action} …`);
      case "apply_progress":
        return say(`${address}: ${action}, ${member(hook, "elapsed_seconds")} s`);
      case "apply_complete":
        done.push({ address, action });
        return say(`${address}: ${action}, done`);
      case "apply_errored":
        failed.push(address);
        return say(`${address}: ${action}, failed`);
      case "diagnostic":
        return readDiagnostic(member(event, "diagnostic"));
    }
  };
  const readDiagnostic = (diagnostic: unknown) => {
    const text = diagnosticText(diagnostic);
    if (textMember(diagnostic, "severity") === "error") problems.push(text);
    say(text.replaceAll("\n", " "));
  };
  return { begun, done, failed, problems, read };
}

/** Summary, detail and place; not the source line, whose values stand beside it. */
function diagnosticText(diagnostic: unknown): string {
  const range = member(diagnostic, "range");
  const line = member(member(range, "start"), "line");
  const file = textMember(range, "filename");
  const place = file && ` (${file}:${line})`;
  const words = [textMember(diagnostic, "summary"), textMember(diagnostic, "detail")];
  return `${words.filter((word) => word !== "").join(": ")}${place}`;
}
