import { expect, test } from "@jest/globals";
import { refusalMessage } from "@lablink-actions/release-core";
import { read } from "./support.ts";

test.each<[string, string, string, readonly string[]]>([
  ["one line, if all packages have the same prefix", "v", "v", ["v", "v"]],
  ["each package's own, if they differ", "{package}@v", "a=v\nb={package}@v", ["v", "{package}@v"]],
  ["an empty one after =", "", "a=v\nb=", ["v", "b="]],
  ["one that has =, after =", "x=", "a=v\nb=x=", ["v", "b=x="]],
])("gives as tag-prefix %s", (_what, prefix, lines, each) => {
  const text = `packages: { a: { directory: a, tag-prefix: v }, b: { directory: b, tag-prefix: "${prefix}" } }`;
  const result = read(text);
  if (!result.ok) throw new Error(result.refusals.map(refusalMessage).join("\n"));
  const { "tag-prefix": given, packages } = result.value.outputs;
  expect(given).toBe(lines);
  expect(JSON.parse(packages).map((one: Record<string, string>) => one["tag-prefix"])).toEqual(
    each,
  );
});
