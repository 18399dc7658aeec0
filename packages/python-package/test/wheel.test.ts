import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readDistribution, readWheelFiles } from "../src/distribution.ts";
import { type ZipEnd, type ZipMember, zip } from "./archives.ts";
import { refusalsOf, seenOf } from "./support.ts";

const info = "foo-1.0.dist-info";
const metadata = { name: `${info}/METADATA`, content: "Name: foo\nVersion: 1.0\n\nName: other\n" };
const good: readonly ZipMember[] = [
  { name: "foo/__init__.py", content: "x = 1" },
  metadata,
  { name: `${info}/WHEEL`, content: "Wheel-Version: 1.0\n" },
  { name: `${info}/entry_points.txt`, content: "[console_scripts]\nfoo = foo:main\n" },
  {
    name: `${info}/RECORD`,
    content: `foo/__init__.py,sha256=x,5\n${info}/METADATA,,\n"${info}/WHEEL",,\r\n${info}/entry_points.txt,,\n`,
  },
];

function read(members: readonly ZipMember[], end?: Partial<ZipEnd>) {
  return readDistribution("foo.whl", zip(members, end));
}

/** The good wheel with other members in place of those of the same name, or after all. */
function changed(...others: readonly ZipMember[]): readonly ZipMember[] {
  const names = others.map(({ name }) => name);
  return [...good.filter(({ name }) => !names.includes(name)), ...others];
}

test("a wheel says its name, version, entry points and files", async () => {
  expect(await read([{ name: "foo/" }, ...good])).toMatchObject({
    value: {
      kind: "wheel",
      metadata: {
        name: "foo",
        version: { canonical: "1.0" },
        requiresPython: "",
        requiresDist: [],
      },
      entryPoints: [{ group: "console_scripts", name: "foo", value: "foo:main" }],
      files: good.map(({ name }) => name),
      missing: [],
      unrecorded: [],
    },
  });
});

test("stored files, a comment, and a signature are part of the format", async () => {
  const stored = good.map((member) => ({ ...member, method: 0 }));
  const signature = { name: `${info}/RECORD.jws`, content: "{}" };
  const wheel = await read([...stored, signature], { comment: "made for a test" });
  expect(wheel).toMatchObject({ ok: true, value: { missing: [], unrecorded: [] } });
});

test("a RECORD that does not name the files is seen", async () => {
  const record = { name: `${info}/RECORD`, content: `gone.py,,\n${info}/METADATA,,\n` };
  expect(await read(changed(record, { name: "a,b.py" }))).toMatchObject({
    value: {
      missing: ["gone.py"],
      unrecorded: ["foo/__init__.py", `${info}/WHEEL`, `${info}/entry_points.txt`, "a,b.py"],
    },
  });
});

describe("a wheel is refused as unreadable:", () => {
  test.each<[string, readonly ZipMember[], string]>([
    ["no METADATA", good.filter((member) => member !== metadata), "has no foo-1.0.dist-info/META"],
    ["METADATA twice", [...good, metadata], 'holds "foo-1.0.dist-info/METADATA" twice'],
    ["a folder with the name of a file", [...good, { name: "foo/__init__.py/" }], "twice"],
    ["two .dist-info", [...good, { name: "bar-1.dist-info/METADATA" }], "more than one .dist-info"],
    ["no .dist-info", [{ name: "foo.py" }], "no .dist-info"],
    ["nothing", [], "no .dist-info"],
    ["an absolute path", changed({ name: "/etc/passwd" }), '"/etc/passwd", a name that may lead'],
    ["a step up", changed({ name: "foo/../../x" }), "may lead out of"],
    ["a step up, as a folder", changed({ name: "../" }), "may lead out of"],
    ["a drive", changed({ name: "C:/x" }), "may lead out of"],
    ["a backslash", changed({ name: "..\\x" }), "may lead out of"],
    ["a line break", changed({ name: "foo/a\n::error::b" }), '"foo/a\\n::error::b"'],
    ["a name that is not UTF-8", changed({ name: Buffer.from([0xff]) }), "a name that is not UTF"],
    ["encryption", changed({ name: "foo/x.py", flags: 1 }), "encrypted"],
    ["another compression", changed({ name: "foo/x.py", method: 14 }), "by method 14"],
    ["another local name", changed({ name: "foo/x.py", localName: "foo/y.py" }), "its directory"],
    ["a wrong CRC", changed({ ...metadata, crc: 1 }), "damaged"],
    ["a size that is too small", changed({ ...metadata, size: 3 }), "damaged"],
    ["a size that is too large", changed({ ...metadata, size: 99 }), "damaged"],
    [
      "a zip bomb",
      changed({ ...metadata, content: " ".repeat(17 * 1024 * 1024) }),
      "which has too many bytes",
    ],
    [
      "a zip bomb that lies",
      changed({ ...metadata, content: " ".repeat(17 * 1024 * 1024), size: 99 }),
      "damaged",
    ],
    ["zip64", changed({ name: "foo/x.py", size: 0xffffffff }), "zip64"],
    ["no version", changed({ ...metadata, content: "Name: foo\n" }), "no version in METADATA"],
    [
      "two names",
      changed({ ...metadata, content: "Name: a\nName: b\nVersion: 1" }),
      "more than one",
    ],
    [
      "the name only in the description",
      changed({ ...metadata, content: "Version: 1.0\n\nName: foo\n" }),
      "no name",
    ],
    [
      "the name only in a continued line",
      changed({ ...metadata, content: "Version: 1.0\nSummary: x\n Name: foo\n" }),
      "no name",
    ],
    [
      "a bad version",
      changed({ ...metadata, content: "Name: foo\nVersion: x" }),
      '"x" in METADATA',
    ],
  ])("%s", async (_name, members, seen) => {
    expect(refusalsOf(await read(members))).toMatchObject([
      {
        name: "distribution-unreadable",
        seen: expect.stringMatching(/^foo\.whl [^\n]*$/),
        location: { file: "foo.whl" },
      },
    ]);
    expect(seenOf(await read(members))[0]).toContain(seen);
  });

  test.each<[string, Partial<ZipEnd>]>([
    ["fewer files than there are", { count: 1 }],
    ["more files than there are", { count: 99 }],
    ["a directory elsewhere", { start: 0 }],
    ["a longer directory", { size: 9999 }],
    ["zip64", { count: 0xffff }],
  ])("its end declares %s", async (_name, end) => {
    expect(seenOf(await read(good, end))[0]).toMatch(/damaged ZIP directory|zip64/);
  });

  test.each([
    ["something before", (bytes: Buffer) => Buffer.concat([Buffer.from("#!/bin/sh\n"), bytes])],
    ["something after", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("x")])],
    ["an empty file", () => Buffer.alloc(0)],
  ])("%s", async (_name, change) => {
    const wheel = await readDistribution("foo.whl", change(zip(good)));
    expect(refusalsOf(wheel)).toMatchObject([{ name: "distribution-unreadable" }]);
  });

  test("an archive that is cut anywhere", async () => {
    const bytes = zip(good);
    for (let length = 0; length < bytes.length; length++) {
      const wheel = await readDistribution("foo.whl", bytes.subarray(0, length));
      expect(refusalsOf(wheel)).toHaveLength(1);
    }
  });
});

test("an archive with any byte changed never makes it throw, or say what the archive does not hold", async () => {
  const bytes = zip(good);
  const whole = await readDistribution("foo.whl", bytes);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const changedBytes = Buffer.from(bytes);
      changedBytes[at] = (changedBytes[at] ?? 0) ^ by;
      const wheel = await readDistribution("foo.whl", changedBytes);
      if (wheel.ok && whole.ok) expect(wheel.value.metadata).toEqual(whole.value.metadata);
    }),
    { numRuns: 2000 },
  );
});

test("the files that a wheel installs have the hashes of its RECORD, or are hashed", async () => {
  // Of the empty text, as RECORD writes it.
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const recorded = Buffer.from(empty, "hex").toString("base64url");
  const record = `"a,b.py",sha256=${recorded},0\nother.py,sha512=x,0\nfoo/__init__.py,sha256=${recorded},0\n`;
  const members = changed(
    { name: "a,b.py", content: "x = 1" },
    { name: "other.py", content: "" },
    { name: `${info}/RECORD`, content: record },
  );
  const files = await readWheelFiles("foo.whl", zip(members));
  if (!files.ok) throw new Error("the wheel can be read");
  expect(files.value.infoFolder).toBe(info);
  const { hashes } = files.value;
  expect([hashes.get("a,b.py"), hashes.get("foo/__init__.py"), hashes.get("other.py")]).toEqual(
    Array(3).fill(empty),
  );
  expect(hashes.get(`${info}/WHEEL`)).toMatch(/^[0-9a-f]{64}$/);
  expect(hashes.has(`${info}/RECORD`)).toBe(false);
  expect(Buffer.from(files.value.read("a,b.py")).toString()).toBe("x = 1");
  expect(refusalsOf(await readWheelFiles("foo.whl", zip([metadata])))).toMatchObject([
    { name: "distribution-unreadable" },
  ]);
});
