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
const pageLimit = 1024 * 1024;
const markdownLimit = pageLimit / 2;

/**
 * A table as GitHub-flavoured Markdown. Cells are text: nothing in them becomes markup, because they may come from a
 * pull request. A table too long for the page is only in the log.
 */
export function markdownTable({ title, columns, rows }: Table): string {
  const table = [...headOf(columns), ...rows.map(rowOf)].join("\n");
  const fits = Buffer.byteLength(table) < markdownLimit;
  const shown = fits ? table : "The table is too long for this page: it is in the log.";
  return `### ${markdownText(title)}\n\n${shown}\n\n`;
}

// More rows than that hide what comes after them.
const mostRows = 20;

/**
 * Tables that come after the first one of a page. A long table is folded. Rows that have no place on the page are left
 * out, and their number is said.
 *
 * @param used the bytes that the page has already
 */
export function foldedTables(tables: readonly Table[], used: number): string {
  // For the titles, and what is said of rows that are left out.
  let left = pageLimit - used - tables.length * 1000;
  return tables
    .map(({ title, columns, rows }) => {
      const lines = rows.map(rowOf);
      const head = headOf(columns);
      const shown = lines.filter((line) => {
        left -= Buffer.byteLength(line) + 1;
        return left >= 0;
      });
      const rest = lines.length - shown.length;
      const table = [...head, ...shown].join("\n");
      const note = rest > 0 ? `\n\n${rest} more rows are left out, because the page is full.` : "";
      const name = markdownText(title);
      if (rows.length <= mostRows) return `### ${name}\n\n${table}${note}\n\n`;
      return `<details><summary>${name}: ${rows.length} rows</summary>\n\n${table}${note}\n\n</details>\n\n`;
    })
    .join("");
}

function headOf(columns: readonly string[]): string[] {
  return [rowOf(columns), `| ${columns.map(() => "---").join(" | ")} |`];
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(" | ")} |`;
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
