/**
 * The pairs in the text of GITHUB_OUTPUT, GITHUB_STATE or GITHUB_ENV, read as the runner on Linux reads them
 * (EnvFileKeyValuePairs in FileCommandManager.cs). A later pair replaces an earlier one of the same name. Throws if the
 * runner would fail the step.
 */
export function parseFileCommands(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  let position = 0;

  // Only \n ends a line: a \r before it belongs to the line.
  const nextLine = (): { line: string; ended: boolean } | undefined => {
    if (position >= text.length) return undefined;
    const newline = text.indexOf("\n", position);
    const line = text.slice(position, newline < 0 ? text.length : newline);
    position = newline < 0 ? text.length : newline + 1;
    return { line, ended: newline >= 0 };
  };

  const heredoc = (delimiter: string): string => {
    const start = position;
    let end = position;
    for (let read = nextLine(); read?.line !== delimiter; read = nextLine()) {
      if (!read) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      if (!read.ended) throw new Error("Invalid value. EOF marker missing new line.");
      // The newline before the delimiter is not part of the value.
      end = position - 1;
    }
    return text.slice(start, end);
  };

  for (let read = nextLine(); read; read = nextLine()) {
    const { line } = read;
    if (line === "") continue;
    // Whichever comes first decides: `a=b<<c` is a value, `a<<b=c` a delimiter.
    const separator = /=|<</.exec(line);
    if (!separator) throw new Error(`Invalid format '${line}'`);
    const name = line.slice(0, separator.index);
    const rest = line.slice(separator.index + separator[0].length);
    const isHeredoc = separator[0] === "<<";
    // For `=value` the runner only fails a moment later, when it stores the pair.
    if (name === "" || (isHeredoc && rest === "")) {
      throw new Error(
        `Invalid format '${line}'. Name must not be empty and delimiter must not be empty`,
      );
    }
    pairs.set(name, isHeredoc ? heredoc(rest) : rest);
  }
  return pairs;
}

/** The folders in the text of GITHUB_PATH; the last mention of one counts (AddPathFileCommand). */
export function parsePathFile(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== "");
  return [...new Set(lines.reverse())].reverse();
}
