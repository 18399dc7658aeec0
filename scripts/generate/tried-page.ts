import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const literal = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/.source;
const call = new RegExp(`^ *tried\\(\\s*(${literal}),\\s*(${literal}),`, "gm");

/** docs/tried.md: a table of every test that is named by `tried`, by the folder it stands in or is named by. */
export function triedPage(root: string): string {
  const files = globSync("{actions/*/test,packages/*/test,test,test/end-to-end}/*.test.ts", {
    cwd: root,
  }).sort();
  const actions = globSync("*", { cwd: join(root, "actions") }).sort();
  const sections = new Map<string, string[]>();
  for (const file of files) {
    const rows = triedIn(readFileSync(join(root, file), "utf8")).map(
      ([what, happens]) => `| ${cell(what)} | ${cell(happens)} |`,
    );
    const place = placeOf(file, actions);
    if (rows.length > 0) sections.set(place, [...(sections.get(place) ?? []), ...rows]);
  }
  const tables = [...sections].map(
    ([place, rows]) =>
      `## ${place}\n\n| Tried | What happens |\n| --- | --- |\n${rows.join("\n")}\n`,
  );
  return `<!-- Generated from the tests that are named by tried(): npm run generate -->
# What was tried

Each row is a test of something that a real index, registry, engine or tool does, or that another project reported. A real one plays its part where it can be made to; otherwise a server of our own gives the answers that the real one was seen to give.

${tables.join("\n")}`;
}

/** What was tried and what happens, of every test in this source. */
export function triedIn(source: string): [what: string, happens: string][] {
  return [...source.matchAll(call)].map(([, what = "", happens = ""]) => [
    unquoted(what),
    unquoted(happens),
  ]);
}

/** The text of a literal; a single quote is JSON's double one. */
function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith('"')
    ? JSON.parse(text)
    : JSON.parse(`"${inner.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/**
 * `promote-image` for a file in actions/promote-image/test, and for one in test whose name begins so; `Whole workflows`
 * for the others in test.
 */
export function placeOf(file: string, actions: readonly string[]): string {
  const parts = file.split(/[\\/]/);
  if (parts[0] !== "test") return parts[1] ?? "";
  const action = actions.find((one) => parts.at(-1)?.startsWith(`${one}-`));
  return action ?? "Whole workflows";
}
