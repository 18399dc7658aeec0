import { anyText } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";

const commands = [
  "::",
  "::error::x",
  "::error file=a,line=1::x",
  "::set-output name=x::y",
  "::stop-commands::t",
  "##[",
  "##[error]",
  "##[set-output name=x]y",
  "##",
  "[",
  "]",
  "%0A::error::x",
  "%25",
  "\u001b[31m",
];
const blanks = [
  "\n",
  "\r",
  "\r\n",
  "\n::notice::x",
  "\r::notice::x",
  " ",
  "  ",
  "\t",
  "\v",
  "\f",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\u200b",
  "\u200d",
  "\u202e",
  "\u00ad",
  "\u{e0041}",
  "\0",
];
const fileCommands = ["=", "<<", "x<<EOF\n", "EOF", "ghadelimiter_", "\nchannel=production\n"];
const markup = [
  "|",
  "\\",
  "\\|",
  "`",
  "``",
  "*a*",
  "**",
  "_a_",
  "__",
  "~~a~~",
  "[a](https://x.de)",
  "[^1]",
  "](",
  "![a](b)",
  "<b>",
  "</td>",
  "<script>",
  "<!--",
  "-->",
  "<br>",
  "<x@y.de>",
  "<!a @",
  "WWW.x.de",
  "&lt;",
  "&#124;",
  "&",
  "https://x.de",
  "HTTP://x",
  "ftp://x.de",
  "www.x.de",
  "a@x.de",
  "mailto:a@x.de",
  "@octocat",
  "#1",
  "o/r#1",
  "$x$",
  ":tada:",
  "a:100:b",
  "---",
  "# ",
  "> ",
  "- ",
  "1. ",
  '"',
  "'",
  "$&",
  "$1",
];

/** What somebody may write in a value so that the runner or the page takes it for something else. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...commands, ...blanks, ...fileCommands, ...markup) },
      { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
      { weight: 2, arbitrary: anyText },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

/** A table with hostile text everywhere: the same number of cells in every row. */
export const hostileTable = fc.integer({ min: 2, max: 3 }).chain((width) => {
  const cells = fc.array(hostileText, { minLength: width, maxLength: width });
  return fc.record({ title: hostileText, columns: cells, rows: fc.array(cells, { maxLength: 2 }) });
});
