import { describe, expect, test } from "@jest/globals";
import { readCommands } from "@lablink-actions/testkit";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { Marked } from "marked";
import {
  foldedTables,
  logTable,
  markdownTable,
  printable,
  refusalTable,
  type Table,
} from "../src/report.ts";
import { hostileTable } from "./hostile.ts";
import { expectSame } from "./same.ts";

describe("logTable", () => {
  test("puts the label before the first line of its value, and a bar before every line", () => {
    const rows = [
      ["Channel", "development"],
      ["Tags", "a:1-test\na:2-test"],
      ["Suffix", ""],
    ];
    expect(logTable({ title: "Image tags", columns: ["", ""], rows })).toBe(
      [
        "┌ Image tags",
        "│ Channel │ development",
        "│ Tags    │ a:1-test",
        "│         │ a:2-test",
        "│ Suffix  │ ",
        "",
      ].join("\n"),
    );
  });

  test("shows a title without rows", () => {
    expect(logTable({ title: "Nothing", columns: ["", ""], rows: [] })).toBe("┌ Nothing\n");
  });

  test("no title, label or value can give the runner a command, end a line or be invisible", () => {
    fc.assert(
      fc.property(hostileTable, (table) => {
        const log = logTable(table);
        const lines = log.split("\n");
        const values = table.rows.flatMap(([, ...cells]) =>
          cells.flatMap((cell) => cell.split("\n")),
        );
        expectSame(
          {
            commands: readCommands([log]).commands,
            lines: lines.length,
            unseen: lines.filter((line) => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(line)),
          },
          { commands: [], lines: 1 + values.length + 1, unseen: [] },
        );
      }),
      cases,
    );
  });

  test.each(["::error::x", "  ::error::x", "##[error]x", "\r::error::x"])(
    "the runner's reading, on which this test relies, does see a command in %j",
    (text) => {
      expect(readCommands([text]).commands).toHaveLength(1);
    },
  );
});

describe("printable", () => {
  test.each([
    ["a line end", "a\nb\r", "a\\u000ab\\u000d"],
    ["what moves the cursor or paints", "\u001b[2K\b\t\0", "\\u001b[2K\\u0008\\u0009\\u0000"],
    ["what other systems take for a line end", "\u0085\u2028\u2029", "\\u0085\\u2028\\u2029"],
    ["what changes the direction of reading", "0.2.0\u202e", "0.2.0\\u202e"],
    ["what cannot be seen", "\u200b\u00ad\ufeff", "\\u200b\\u00ad\\ufeff"],
    ["what cannot be seen, in two units", "\u{e0041}", "\\udb40\\udc41"],
    ["half a surrogate pair", "\ud800a", "\\ud800a"],
    ["an old command", "a##[error]b ###[x", "a## [error]b ### [x"],
  ])("shows %s", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test.each(["", "a b", "Zoë 日本 😀 ✔️", "::1", "#[x]", "a\\u000a", "\u00a0"])(
    "leaves %j",
    (text) => {
      expect(printable(text)).toBe(text);
    },
  );
});

const gfm = new Marked({ gfm: true });

/** The tags a table is made of, without attributes. */
const own = new Set(["h3", "table", "thead", "tbody", "tr", "th", "td", "br", "span"]);

const characters: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

/** The text a browser shows for HTML that has no other tags than these. */
function textOf(html: string): string {
  return html
    .replaceAll("<br>", "\n")
    .replace(/<\/?span>/g, "")
    .replace(/&\w+;|&#39;/g, (entity) => characters[entity] ?? entity)
    .trim();
}

const contents = (html: string, tag: RegExp): string[] =>
  [...html.matchAll(tag)].map(([, content = ""]) => content);

/** The tables of a page as a browser shows them, in the order of the page. */
function tablesOf(html: string): Table[] {
  return contents(html, /(<h3>.*?<\/table>)/gs).map((part) => {
    const rows = contents(part, /<tr>(.*?)<\/tr>/gs);
    const [columns = [], ...body] = rows.map((row) =>
      contents(row, /<t[hd]>(.*?)<\/t[hd]>/gs).map(textOf),
    );
    return {
      title: contents(part, /<h3>(.*?)<\/h3>/gs)
        .map(textOf)
        .join(),
      columns,
      rows: body,
    };
  });
}

/** What a value looks like on the page: invisible characters as JSON writes them, ends trimmed. */
const shown = (text: string): string => text.split("\n").map(printable).join("\n").trim();

const shownTable = ({ title, columns, rows }: Table): Table => ({
  title: shown(title),
  columns: columns.map(shown),
  rows: rows.map((row) => row.map(shown)),
});

const page = (...tables: Table[]): string =>
  gfm.parse(tables.map(markdownTable).join(""), { async: false });

const refusal = { name: "input-missing", seen: "a is empty", remedy: "Give a" } as const;

describe("markdownTable", () => {
  // GitHub looks for these after Markdown, in every text between two tags, so no escape prevents it.
  const taken = /.[@#$]|[@#$].|:\/\/|:[\w+-]+:|www\./i;

  test("shows what it was given, and makes no link, image, script, emphasis, person or emoji of it", () => {
    const next = refusalTable([refusal]);
    fc.assert(
      fc.property(hostileTable, (table) => {
        const html = page(table, next);
        const tags = contents(html, /<(?!\/)([^>]*)>/g);
        const texts = html.split(/<[^>]*>/).map(textOf);
        expectSame(
          {
            tables: tablesOf(html),
            foreign: tags.filter((tag) => !own.has(tag)),
            taken: texts.filter((text) => taken.test(text)),
          },
          { tables: [shownTable(table), next], foreign: [], taken: [] },
        );
      }),
      cases,
    );
  });

  test("keeps a token as it is, so that the runner can mask it", () => {
    const token = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";
    expect(markdownTable({ title: "a", columns: ["b"], rows: [[token]] })).toContain(
      `| ${token} |`,
    );
  });

  test("replaces a table too long for GitHub's page by a note that it is in the log", () => {
    const table = { title: "Image tags", columns: ["", ""], rows: [["Tags", "$".repeat(2 ** 16)]] };
    expect(markdownTable(table)).toBe(
      "### Image tags\n\nThe table is too long for this page: it is in the log.\n\n",
    );
  });

  test("keeps the page of a run that fails in the end below GitHub's 1 MiB", () => {
    const longest = (cell: string) => ({
      title: "a",
      columns: ["b"],
      rows: [[cell.repeat(2 ** 18 - 50)]],
    });
    const markdown = markdownTable(longest("é")) + markdownTable(longest("é"));
    expect(markdown).not.toContain("too long");
    expect(Buffer.byteLength(markdown)).toBeLessThan(2 ** 20);
  });
});

describe("refusalTable", () => {
  test.each([
    [[refusal], "Refused"],
    [[refusal, refusal], "Refused, for 2 reasons"],
  ])("has a row for each reason", (refusals, title) => {
    expect(refusalTable(refusals)).toEqual({
      title,
      columns: ["Code", "Seen", "What to do"],
      rows: refusals.map(() => ["LA901 input-missing", "a is empty", "Give a"]),
    });
  });
});

describe("foldedTables", () => {
  const table = (count: number, title = "Versions"): Table => ({
    ...{ title, columns: ["Version", "Verdict"] },
    rows: Array.from({ length: count }, (_, index) => [`1.${index}`, "✓"]),
  });

  test("shows a short table, and folds a long one", () => {
    expect(foldedTables([table(2)], 0)).toBe(
      "### Versions\n\n| Version | Verdict |\n| --- | --- |\n| 1.0 | ✓ |\n| 1.1 | ✓ |\n\n",
    );
    const long = foldedTables([table(21)], 0);
    expect(long).toMatch(/^<details><summary>Versions: 21 rows<\/summary>\n\n\| Version /);
    expect(long).toMatch(/\| 1\.20 \| ✓ \|\n\n<\/details>\n\n$/);
    expect(foldedTables([], 0)).toBe("");
  });

  test("never fills more than GitHub's page, and says how many rows are left out", () => {
    const { rows, ...rest } = table(1500);
    const long = { ...rest, rows: rows.map(([version = ""]) => [version, `✓ ${"x".repeat(700)}`]) };
    for (const used of [0, 500_000, 1024 * 1024]) {
      const page = foldedTables([long, { ...long, title: "More" }], used);
      expect(Buffer.byteLength(page) + used).toBeLessThanOrEqual(1024 * 1024 + 3000);
      const shown = page.match(/✓/g)?.length ?? 0;
      const said = [...page.matchAll(/(\d+) more rows are left out/g)].map(([, rows]) =>
        Number(rows),
      );
      expect(said.reduce((sum, rows) => sum + rows, 0)).toBe(3000 - shown);
    }
  });

  test("no cell can become markup", () => {
    const rows = [["</summary><b>", "| a\n[x](y) @team"]];
    const page = foldedTables([{ title: "<i>", columns: ["a", "b"], rows }], 0);
    expect(page).toContain("### &lt;i&gt;");
    expect(page).toContain(
      "| &lt;/summary&gt;&lt;b&gt; | \\| a<br>\\[x\\](y) <span>@</span>team |",
    );
  });
});
