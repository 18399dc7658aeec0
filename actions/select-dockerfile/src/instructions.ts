/** An instruction of a Dockerfile. */
export interface Instruction {
  /** In lower case: `from`. */
  readonly keyword: string;
  /** What follows the keyword, with continued lines joined. */
  readonly text: string;
  /** The lines of its here-documents. */
  readonly documents: readonly string[];
  /** The line it begins on, from 1. */
  readonly line: number;
  /** What continues a line, and makes the next character an ordinary one. */
  readonly escapedBy: string;
}

/**
 * Reads a Dockerfile as BuildKit does (frontend/dockerfile/parser), as far as to know where each instruction begins
 * and ends: the escape directive, comments, continued lines and here-documents. What BuildKit would refuse gives some
 * instructions too, because the build is going to fail.
 */
export function readInstructions(text: string): readonly Instruction[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const escapedBy = escapeOf(lines);
  const instructions: Instruction[] = [];
  let next = 0;
  while (next < lines.length) {
    const first = next;
    const joined = joinLines(lines, first, escapedBy);
    next = joined.next;
    const [, keyword, rest = ""] = /^\s*(\S+)\s*(.*)$/s.exec(joined.text) ?? [];
    if (keyword === undefined) continue;
    const read = { keyword: keyword.toLowerCase(), text: rest.trim() };
    const after = afterDocuments(lines, next, delimitersOf(read));
    const documents = lines.slice(next, after);
    instructions.push({ ...read, documents, line: first + 1, escapedBy });
    next = after;
  }
  return instructions;
}

/** Words as BuildKit splits them: at white space that is neither quoted nor escaped. Quotes stay. */
export function splitWords(text: string, escapedBy: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === escapedBy && quote !== "'") {
      word += character + (text[++at] ?? "");
    } else if (quote === "" && /\s/.test(character)) {
      if (word !== "") words.push(word);
      word = "";
    } else {
      if (character === quote) quote = "";
      else if (quote === "" && /["']/.test(character)) quote = character;
      word += character;
    }
  }
  return word === "" ? words : [...words, word];
}

/** `# escape=` counts only among the directives at the top of the file. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const [, key, value] = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/.exec(line) ?? [];
    if (key === undefined) return "\\";
    if (key.toLowerCase() === "escape") return value === "`" ? "`" : "\\";
  }
  return "\\";
}

/** A line with those that continue it. Comments and empty lines between them do not count. */
function joinLines(lines: readonly string[], first: number, escapedBy: string) {
  let text = "";
  for (let next = first; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const isComment = /^\s*#/.test(line);
    // Without an instruction there is nothing to continue.
    if (next === first && (isComment || line.trim() === "")) return { text: "", next: next + 1 };
    if (isComment || line.trim() === "") continue;
    const part = line.replace(/[ \t]+$/, "");
    const isContinued = part.endsWith(escapedBy) && !part.endsWith(escapedBy + escapedBy);
    if (!isContinued) return { text: text + line, next: next + 1 };
    text += part.slice(0, -1);
  }
  return { text, next: lines.length };
}

interface Delimiter {
  readonly name: string;
  /** `<<-`: tabs before a line do not count. */
  readonly mayBeIndented: boolean;
}

/** The ends of the here-documents that follow an instruction. Only ADD, COPY and RUN have any, also after ONBUILD. */
function delimitersOf({ keyword, text }: Pick<Instruction, "keyword" | "text">): Delimiter[] {
  const words = splitWords(text, "\\");
  const command = keyword === "onbuild" ? words[0]?.toLowerCase() : keyword;
  if (!["add", "copy", "run"].includes(command ?? "")) return [];
  return words.flatMap((word) => {
    const [, dash, name = ""] = /^\d*<<(-?)([^<]+)$/s.exec(word) ?? [];
    return name === "" ? [] : [{ name: unquoted(name), mayBeIndented: dash === "-" }];
  });
}

function afterDocuments(
  lines: readonly string[],
  first: number,
  delimiters: readonly Delimiter[],
): number {
  return delimiters.reduce((start, { name, mayBeIndented }) => {
    const end = lines.findIndex((line, index) => {
      return index >= start && (mayBeIndented ? line.replace(/^\t+/, "") : line) === name;
    });
    return end < 0 ? lines.length : end + 1;
  }, first);
}

/** A word without its quotes. */
export function unquoted(word: string): string {
  return word.replace(/\\(.)|["']/gs, "$1");
}
