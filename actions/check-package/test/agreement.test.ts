import { expect, test } from "@jest/globals";
import { disagreements } from "../src/agreement.ts";
import { metadata, project, version, wheel } from "./support.ts";

const script = (value: string) => ({ group: "console_scripts", name: "run", value });
const declared = { ...project, left: [], entryPoints: [script("foo.main:main")] };
const files = ["foo/__init__.py", "foo/main.py"];
const good = { entryPoints: [script("foo.main:main")], files };

test.each<[string, Parameters<typeof wheel>[0], string[]]>([
  ["nothing", good, []],
  [
    "the spelling of name and version",
    {
      ...good,
      metadata: { ...metadata, name: "Foo", version: version("1.0.0") },
    },
    [],
  ],
  ["white space", { ...good, entryPoints: [script("foo.main : main")] }, []],
  [
    "an entry point of the backend's own",
    { ...good, entryPoints: [...good.entryPoints, { group: "g", name: "x", value: "foo" }] },
    [],
  ],
  [
    "the name",
    {
      ...good,
      metadata: { ...metadata, name: "bar\n", version: version("1.0") },
    },
    ['says "bar\\n" 1.0, and the package is foo 1.0'],
  ],
  [
    "the version",
    {
      ...good,
      metadata: { ...metadata, version: version("1.0+local") },
    },
    ['"foo" 1.0+local'],
  ],
  [
    "no entry point",
    { ...good, entryPoints: [] },
    ['lacks what pyproject.toml declares: "[console_scripts] run = foo.main:main"'],
  ],
  [
    "another function",
    { ...good, entryPoints: [script("foo.main:other")] },
    ["lacks what pyproject.toml declares"],
  ],
  [
    "no module",
    { ...good, files: ["foo/__init__.py"] },
    ['has no module for "[console_scripts] run = foo.main:main"'],
  ],
  [
    "its RECORD",
    {
      ...good,
      missing: ["gone.py"],
      unrecorded: Array.from({ length: 7 }, (_, index) => `x${index}.py`),
    },
    [
      'names "gone.py", which the wheel does not hold',
      'does not name "x0.py", "x1.py", "x2.py", "x3.py", "x4.py" and 2 more',
    ],
  ],
])("a wheel that differs in %s", (_name, parts, seen) => {
  expect(disagreements("dist/foo.whl", wheel(parts), declared).map((one) => one.seen)).toEqual(
    seen.map((text) => expect.stringContaining(text)),
  );
});

test.each([
  [{ missing: ["gone.py"] }, "wheel-record-differs"],
  [{ unrecorded: ["added.py"] }, "wheel-record-differs"],
  [{ entryPoints: [] }, "entry-point-missing"],
  [{ files: [] }, "entry-point-missing"],
  [{ metadata: { ...metadata, name: "bar", version: version("1.0") } }, "distribution-differs"],
])("a wheel with %j is refused as %s, at the wheel itself", (parts, name) => {
  expect(disagreements("dist/foo.whl", wheel({ ...good, ...parts }), declared)).toMatchObject([
    { name, location: { file: "dist/foo.whl" } },
  ]);
});
