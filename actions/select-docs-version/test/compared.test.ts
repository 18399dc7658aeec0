import { expect, test } from "@jest/globals";
import { comparedWith } from "../src/compared.ts";
import { readRelease } from "../src/release.ts";
import type { Subject } from "../src/subject.ts";
import { allocator, client, declared } from "./support.ts";

function subject(name: string): Subject {
  const read = readRelease(name, declared);
  if (read === undefined) return { kind: "branch", branch: "main", name };
  if (!read.ok) throw new Error(`${name} is not a release`);
  return read.value;
}

const site = [
  "prod",
  allocator("0.9.0"),
  allocator("0.10.0rc1"),
  allocator("0.11.0"),
  client("0.2.0"),
];

test.each([
  ["a branch with itself", "prod", "prod"],
  ["a branch that the site has not yet, with nothing", "dev", ""],
  ["a release that is published again, with itself", allocator("0.9.0"), allocator("0.9.0")],
  ["a release with the one below it", allocator("0.10.0"), allocator("0.10.0rc1")],
  ["the highest one", allocator("0.12.0"), allocator("0.11.0")],
  ["the lowest one, with nothing: it never lost anything", allocator("0.1.0"), ""],
  ["another package's first, with latest", client("0.1.0"), allocator("0.11.0")],
])("%s", (_, name, other) => {
  const latest = allocator("0.11.0");
  const versions = site.map((version) => ({
    version,
    aliases: version === latest ? ["latest"] : [],
  }));
  expect(comparedWith(subject(name), versions, declared)).toBe(other);
});
