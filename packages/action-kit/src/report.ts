import { type Refusal, refusalTitle, visible } from "@lablink-actions/release-core";

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

// GitHub drops a page of more than 1 MiB. A run writes two tables at most: its own, and why it failed.
const markdownLimit = (1024 * 1024) / 2;

/**
 * A table as GitHub-flavoured Markdown. Cells are text: nothing in them becomes markup, because they may come from a
 * pull request. A table too long for the page is only in the log.
 */
export function markdownTable({ title, columns, rows }: Table): string {
  const [head, ...body] = [columns, ...rows].map((cells) => cells.map(markdownText));
  const lines = [head ?? [], columns.map(() => "---"), ...body];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const fits = Buffer.byteLength(table) < markdownLimit;
  const shown = fits ? table : "The table is too long for this page: it is in the log.";
  return `### ${markdownText(title)}\n\n${shown}\n\n`;
}

/**
 * A table as lines of a log. Every line starts with a bar, because the runner would take `::error::` at the start of a
 * line for a command.
 */
export function logTable({ title, rows }: Table): string {
  const labels = rows.map(([label = ""]) => printable(label));
  const width = Math.max(...labels.map((label) => label.length));
  const lines = rows.flatMap(([, ...cells], row) =>
    cells
      .flatMap((cell) => cell.split("\n"))
      .map((line, index) => {
        const label = index === 0 ? labels[row] : "";
        return `│ ${label?.padEnd(width)} │ ${printable(line)}`;
      }),
  );
  return [`┌ ${printable(title)}`, ...lines, ""].join("\n");
}

/** Text in a line of a log that the runner never takes for a command (ActionCommand.cs: `##[` anywhere is one). */
export function printable(text: string): string {
  return visible(text).replaceAll("##[", "## [");
}

function markdownText(text: string): string {
  return text.split("\n").map(markdownLine).join("<br>");
}

/**
 * Markup is escaped. GitHub turns other text into links, people, issues, emoji and formulas after Markdown, and no
 * escape prevents that. So such text gets an element of its own.
 */
function markdownLine(line: string): string {
  return printable(line)
    .replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "")
    .replace(/[\\`*~[\]|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&")
    .replace(/[@#$]|:(?=\/\/|[\w+\\-]+:)|(?<=www)\./gi, "<span>$&</span>");
}
