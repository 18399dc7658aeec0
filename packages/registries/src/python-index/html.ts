/** A start tag of a page: its attributes, and the text up to the next tag. */
interface Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

// A comment, or a tag with its attributes, whose values may hold `>`.
const markup = /<!--(?:-?>|.*?--!?>)|<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/isy;
const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/g;
const opening = /<(?:!--|\/?[a-z])/iy;

/**
 * The elements of a page of the Simple API, in their order. It is not an HTML parser: it knows only tags, attributes
 * and entities, because PEP 503 needs no more. A tag or comment that does not end, ends the page.
 */
export function elementsOf(html: string): Element[] {
  const elements: Element[] = [];
  for (let start = html.indexOf("<"); start >= 0; start = html.indexOf("<", start)) {
    markup.lastIndex = start;
    const [whole, slash, tag, attributes = ""] = markup.exec(html) ?? [];
    if (whole === undefined) {
      opening.lastIndex = start;
      if (opening.test(html)) break;
      start += 1;
      continue;
    }
    start += whole.length;
    if (tag === undefined || slash) continue;
    const end = html.indexOf("<", start);
    elements.push({
      tag: tag.toLowerCase(),
      attributes: attributesOf(attributes),
      text: decode(html.slice(start, end < 0 ? undefined : end)).trim(),
    });
  }
  return elements;
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", ...values] of text.matchAll(attribute)) {
    const value = values.find((one) => one !== undefined) ?? "";
    // In HTML, the first of two attributes with one name counts.
    if (!attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), decode(value));
  }
  return attributes;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  nbsp: "\u00a0",
  quot: '"',
};

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? String(entities[name]) : all;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
