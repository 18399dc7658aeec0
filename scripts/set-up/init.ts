import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openCheckout } from "./checkout.ts";
import { findingLine } from "./finding.ts";
import { planSetUp } from "./plan.ts";

interface Options {
  readonly say: (text: string) => void;
  /** Undefined if there is nobody to ask. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

/** Shows what a repository would get, asks, and writes it. Nothing is overwritten. */
export async function init(path: string, { say, ask }: Options): Promise<void> {
  const checkout = openCheckout(path);
  if (checkout.leadsOut(".github") || checkout.leadsOut(".github/workflows")) {
    throw new Error(".github is a link that leads out of the repository. Replace it by a folder.");
  }
  const { files, open, findings } = planSetUp(checkout);
  for (const [file, text] of files) say(diff(file, text));
  if (files.size === 0) say("There is nothing to write: the repository has all of it.");
  if (open.length > 0) say(list("What the repository does not say", open));
  const toDo = findings.map(findingLine);
  if (toDo.length > 0) say(list("What is to be done by hand; doctor shows it again", toDo));
  if (files.size === 0) return;
  if (ask === undefined) {
    say("Nothing was written: there is no terminal to ask at. --yes writes it.");
    return;
  }
  if (!(await ask(`Write these ${files.size} files?`))) {
    say("Nothing was written.");
    return;
  }
  for (const [file, text] of files) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    // It fails if the file is there by now.
    writeFileSync(join(path, file), text, { flag: "wx" });
  }
  say(`Written: ${[...files.keys()].join(", ")}`);
}

/** A new file as a difference from nothing. */
function diff(file: string, text: string): string {
  const lines = text.trimEnd().split("\n");
  const added = lines.map((line) => `+${line}`).join("\n");
  return `--- /dev/null\n+++ b/${file}\n@@ -0,0 +1,${lines.length} @@\n${added}\n`;
}

function list(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `- ${line}`), ""].join("\n");
}
