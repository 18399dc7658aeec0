/** `npm run init -- --path DIR`: the configuration and the workflows that a repository does not have yet. */
import { createInterface } from "node:readline/promises";
import { runProgram } from "./set-up/arguments.ts";
import { init } from "./set-up/init.ts";

const usage = `npm run init -- --path DIR [--yes]

Writes .github/lablink-actions.yml and thin workflows into a repository that has none, by its files and tags. It shows
them first, and asks. Nothing is overwritten, deleted or run. Without a terminal and without --yes it only shows.

  --path DIR   the repository
  --yes        write without asking`;

await runProgram({ usage, flags: { yes: { type: "boolean" } } }, async (path, { yes }) => {
  const ask = process.stdin.isTTY ? askAtTerminal : undefined;
  await init(path, { say: console.log, ask: yes ? async () => true : ask });
  return 0;
});

async function askAtTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
