import {
  anything,
  check,
  checkJson,
  open,
  optional,
  type Shaped,
  text,
} from "@lablink-actions/shape";

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

const anyEvent = open({ type: text() });

const resourceEvent = open({
  hook: open({
    resource: open({ addr: text() }),
    action: text(),
    elapsed_seconds: optional(anything),
  }),
});

const diagnosticEvent = open({
  diagnostic: open({
    severity: text(),
    summary: text(),
    detail: optional(text()),
    range: optional(open({ filename: text(), start: open({ line: anything }) })),
  }),
});

/**
 * Reads the output of `plan -json` and `apply -json`, and says how it goes on. What is said has addresses and actions
 * and no value of any attribute: values may be secret although nobody marked them so, and an id may be one too. A line
 * that is not an event as documented is passed over.
 */
export function readEvents(say: (line: string) => void): ToolEvents {
  const begun: string[] = [];
  const done: { address: string; action: string }[] = [];
  const failed: string[] = [];
  const problems: string[] = [];
  const readChange = (type: string, event: unknown) => {
    const checked = check(resourceEvent, event);
    if (!checked.ok) return;
    const { resource, action, elapsed_seconds: seconds } = checked.value.hook;
    const address = resource.addr;
    switch (type) {
      case "apply_start":
        begun.push(address);
        return say(`${address}: ${action} …`);
      case "apply_progress":
        return say(`${address}: ${action}, ${seconds} s`);
      case "apply_complete":
        done.push({ address, action });
        return say(`${address}: ${action}, done`);
      case "apply_errored":
        failed.push(address);
        return say(`${address}: ${action}, failed`);
    }
  };
  const readDiagnostic = (event: unknown) => {
    const checked = check(diagnosticEvent, event);
    if (!checked.ok) return;
    const { diagnostic } = checked.value;
    const text = diagnosticText(diagnostic);
    if (diagnostic.severity === "error") problems.push(text);
    say(text.replaceAll("\n", " "));
  };
  const read = (line: string) => {
    const event = checkJson(anyEvent, line);
    if (!event.ok) return;
    const { type } = event.value;
    if (type === "diagnostic") readDiagnostic(event.value);
    else readChange(type, event.value);
  };
  return { begun, done, failed, problems, read };
}

/** Summary, detail and place; not the source line, whose values stand beside it. */
function diagnosticText(diagnostic: Shaped<typeof diagnosticEvent>["diagnostic"]): string {
  const { summary, detail, range } = diagnostic;
  const place = range ? ` (${range.filename}:${range.start.line})` : "";
  const words = [summary, detail].filter((word) => word);
  return `${words.join(": ")}${place}`;
}
