import {
  accept,
  isNonEmpty,
  type Location,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { isCollection, isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";

/** A YAML document: its value, and the place of each part in the file. */
export interface YamlDocument {
  readonly value: unknown;
  /** The place of the value under these keys, or of the nearest value around it. */
  readonly locate: (path: readonly string[]) => Required<Location>;
  /** The place of a key itself. */
  readonly locateKey: (path: readonly string[], key: string) => Required<Location>;
}

/**
 * Parses YAML 1.2; a key given twice is an error.
 *
 * @returns the document, or `config-unreadable` (LA502) for each error in it
 */
export function parseYaml(text: string, file: string): Result<YamlDocument> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const at = (offset = 0): Required<Location> => {
    // An empty file has a first line too.
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const unreadable = (reason: string, location: Required<Location>): Refusal => ({
    name: "config-unreadable",
    seen: `${file} is not YAML at line ${location.line}, column ${location.column}: ${reason.trim()}`,
    remedy: "Fix that line.",
    location,
  });
  const errors: readonly Refusal[] = document.errors.map(({ message, pos: [offset] }) =>
    unreadable(message, at(offset)),
  );
  if (isNonEmpty(errors)) return refuse(...errors);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias without its anchor, or so many of them that the value would fill the memory.
    if (!(error instanceof ReferenceError)) throw error;
    return refuse(unreadable(error.message, at(document.contents?.range?.[0])));
  }

  const nearestNode = (path: readonly string[]): Node | null => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isScalar(node) || isCollection(node)) return node;
    }
    return document.contents;
  };
  return accept({
    value,
    locate: (path) => at(nearestNode(path)?.range?.[0]),
    locateKey: (path, key) => {
      const node = nearestNode(path);
      const pair = isMap(node) ? node.items.find((item) => String(item.key) === key) : undefined;
      return at((pair?.key as Node | undefined)?.range?.[0] ?? node?.range?.[0]);
    },
  });
}
