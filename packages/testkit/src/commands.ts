/** A workflow command that the runner would act on. Names are in lower case, for they have no case. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

export interface ReadCommands {
  readonly commands: readonly Command[];
  /** For each text, the lines that stay on the page, with masked values replaced by `***`. */
  readonly logs: readonly string[];
  readonly masked: readonly string[];
  /** Replaces in a text all that was masked in the end. */
  mask(text: string): string;
}

// Every extension in ActionCommandManager.cs except internal-set-repo-path, which is never registered while an action
// runs.
const registered: ReadonlySet<string> = new Set([
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
]);

type Escapes = readonly (readonly [escaped: string, plain: string])[];

// %25 comes last, or the text "%250A" would turn into a newline.
const percent = ["%25", "%"] as const;
const newlines: Escapes = [
  ["%0D", "\r"],
  ["%0A", "\n"],
];
const dataEscapes: Escapes = [...newlines, percent];
const propertyEscapes: Escapes = [...newlines, ["%3A", ":"], ["%2C", ","], percent];
const oldEscapes: Escapes = [["%3B", ";"], ...newlines, ["%5D", "]"], percent];

const unescaped = (text: string, escapes: Escapes): string =>
  escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);

// .NET's white space: JavaScript's, without the byte order mark and with U+0085.
const leadingBlanks = /^(?:[^\S\uFEFF]|\u0085)+/;
const trailingBlanks = /(?:[^\S\uFEFF]|\u0085)+$/;

function command(
  information: string,
  payload: string,
  names: ReadonlySet<string>,
  form: { separator: string; properties: Escapes; data: Escapes; trim: boolean },
): Command | undefined {
  const space = information.indexOf(" ");
  const name = (space < 0 ? information : information.slice(0, space)).toLowerCase();
  if (!names.has(name)) return undefined;
  let list = space > 0 ? information.slice(space + 1) : "";
  if (form.trim) list = list.replace(leadingBlanks, "").replace(trailingBlanks, "");
  const properties = new Map<string, string>();
  for (const property of list.split(form.separator)) {
    // string.Split with RemoveEmptyEntries: empty parts on either side of the first `=` are skipped.
    const pair = /^=*([^=]+)=+([^=].*)$/s.exec(property);
    if (pair?.[1] && pair[2]) {
      properties.set(pair[1].toLowerCase(), unescaped(pair[2], form.properties));
    }
  }
  return {
    name,
    properties: Object.fromEntries(properties),
    data: unescaped(payload, form.data),
  };
}

/**
 * The command in one line of output, if the runner sees one (ActionCommand.cs): `::name k=v::data`
 * after leading blanks, or the old `##[name k=v;k=v]data` anywhere in the line.
 */
export function parseCommand(
  line: string,
  names: ReadonlySet<string> = registered,
): Command | undefined {
  const message = line.replace(leadingBlanks, "");
  const end = message.startsWith("::") ? message.indexOf("::", 2) : -1;
  if (end >= 0) {
    const form = { separator: ",", properties: propertyEscapes, data: dataEscapes, trim: true };
    const found = command(message.slice(2, end), message.slice(end + 2), names, form);
    if (found) return found;
  }
  // Only the first `##[` counts.
  const prefix = line.indexOf("##[");
  const bracket = prefix < 0 ? -1 : line.indexOf("]", prefix);
  if (bracket < 0) return undefined;
  const form = { separator: ";", properties: oldEscapes, data: oldEscapes, trim: false };
  return command(line.slice(prefix + 3, bracket), line.slice(bracket + 1), names, form);
}

// ProcessInvoker.cs reads with StreamReader.ReadLine, for which a lone \r ends a line as well.
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/**
 * Reads the output of a process as ActionCommandManager.cs does. One state of stop-commands serves
 * all texts, as it serves stdout and stderr there; the texts are read one after the other, because
 * the order in which the runner sees lines of different streams is left to chance.
 */
export function readCommands(
  texts: readonly string[],
  secrets: readonly string[] = [],
): ReadCommands {
  const commands: Command[] = [];
  const masked: string[] = [];
  let resume: string | undefined;

  const mask = (text: string): string =>
    [...masked, ...secrets]
      .filter((secret) => secret !== "")
      .sort((one, other) => other.length - one.length)
      .reduce((result, secret) => result.replaceAll(secret, "***"), text);

  const apply = (found: Command): void => {
    commands.push(found);
    if (found.name === "add-mask" && found.data.trim() !== "") {
      const parts = found.data.split(/[\r\n]/).map((part) => part.trim());
      masked.push(...new Set([found.data, ...parts.filter((part) => part !== "")]));
    } else if (found.name === "stop-commands") {
      const token = found.data.toLowerCase();
      if (token === "" || token === "pause-logging" || registered.has(token)) {
        throw new Error(`Invalid token for stop-commands: '${found.data}'`);
      }
      resume = token;
      if (token.length > 6) masked.push(found.data);
    }
  };

  // Says whether the line stays on the page.
  const read = (line: string): boolean => {
    const stopped = resume !== undefined;
    const found = parseCommand(line, new Set([...registered, ...(resume ? [resume] : [])]));
    if (!found) return true;
    if (!stopped) apply(found);
    else if (found.name === resume) resume = undefined;
    // The runner swallows what it acted on, except for the lines that stop and resume.
    return stopped || found.name === "stop-commands";
  };

  const log = (text: string): string =>
    linesOf(text)
      .flatMap((line) => (read(line) ? [mask(line)] : []))
      .join("\n");

  return { logs: texts.map(log), commands, masked, mask };
}
