/**
 * A list as docker/build-push-action reads it: by a CSV parser. So quotes at the start of a line or, in other lists,
 * after a comma are not part of the value, and one that is not closed is an error.
 *
 * @param text the input
 * @param hasCommas whether a comma is part of a value, as in build arguments and labels
 * @returns {string[]}
 */
export function readList(text, hasCommas) {
  const records = readRecords(text.trim());
  const values = records.flatMap((record) => (hasCommas ? [record.join(",")] : record));
  return values.filter(Boolean).map((value) => value.trim());
}

function readRecords(text) {
  const records = [];
  let at = 0;
  while (at < text.length) {
    const record = [];
    for (;;) {
      const [field, end] = text[at] === '"' ? quoted(text, at) : plain(text, at);
      record.push(field);
      at = end;
      if (text[at] !== ",") break;
      at += 1;
    }
    at += 1;
    if (record.join("") !== "") records.push(record);
  }
  return records;
}

function plain(text, start) {
  const length = text.slice(start).search(/[,\n]/);
  const end = length < 0 ? text.length : start + length;
  return [text.slice(start, end), end];
}

function quoted(text, start) {
  let value = "";
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') value += text[++at];
    else if ([",", "\n", undefined].includes(text[at + 1])) return [value, at + 1];
    else throw new Error(`Invalid Closing Quote: got "${text[at + 1]}" instead of delimiter`);
  }
  throw new Error("Quote Not Closed: the parsing is finished with an opening quote");
}
