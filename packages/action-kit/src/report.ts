import { type Refusal, refusalTitle } from "@lablink-actions/release-core";

/** Rows of cells, for people: the same table goes to the log and to the step summary. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function refusalTable(refusals: readonly Refusal[]): Table {
  return {
    title: refusals.length === 1 ? "Refused" : `Refused, for ${refusals.length} reasons`,
    columns: ["Code", "Seen", "What to do"],
    rows: refusals.map((refusal) => [refusalTitle(refusal), refusal.seen, refusal.remedy]),
  };
}

/**
 * A table as GitHub-flavoured Markdown. Cells are text, whatever they hold: nothing in them becomes
 * markup, for they may come from a pull request.
 */
export function markdownTable({ title, columns, rows }: Table): string {
  const lines = [columns, columns.map(() => "---"), ...rows.map((row) => row.map(markdownText))];
  return [`### ${title}`, "", ...lines.map((cells) => `| ${cells.join(" | ")} |`), "", ""].join(
    "\n",
  );
}

/**
 * A table as lines of a log. The bar in every line keeps a value from standing at its beginning, where
 * the runner would take `::error::` for a command.
 */
export function logTable({ title, rows }: Table): string {
  const width = Math.max(...rows.map(([label = ""]) => label.length));
  const lines = rows.flatMap(([label = "", ...cells]) =>
    cells
      .flatMap((cell) => cell.split("\n"))
      .map((line, index) => `  ${(index === 0 ? label : "").padEnd(width)} │ ${printable(line)}`),
  );
  return [title, ...lines, ""].join("\n");
}

/** Text on one line of a log that the runner takes for nothing else (ActionCommand.cs: `##[` anywhere is one). */
export function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]/gu, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    })
    .replaceAll("##[", "## [");
}

function markdownText(text: string): string {
  return text.split("\n").map(markdownLine).join("<br>");
}

function markdownLine(line: string): string {
  return printable(line)
    .replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "")
    .replace(/[\\`*~[\]|@#!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&")
    .replace(/:(?=\/\/)|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`);
}
