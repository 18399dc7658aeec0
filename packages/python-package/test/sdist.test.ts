import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { describeWith, temporaryDirectory } from "@lablink-actions/testkit";
import fc from "fast-check";
import { readDistribution } from "../src/distribution.ts";
import { type TarMember, tarball } from "./archives.ts";
import { refusalsOf, seenOf } from "./support.ts";

const info = {
  name: "foo-1.0/PKG-INFO",
  content: "Name: foo\nVersion: 1.0\nRequires-Python: >=3.9\n",
};
const good: readonly TarMember[] = [
  { name: "foo-1.0/", type: "5" },
  { name: "foo-1.0/foo.py", content: "x".repeat(1000) },
  info,
  { name: "foo-1.0/docs/PKG-INFO", content: "Name: other\nVersion: 2" },
];
const read = (bytes: Uint8Array) => readDistribution("foo-1.0.tar.gz", bytes);
const metadata = {
  name: "foo",
  version: { canonical: "1.0" },
  requiresPython: ">=3.9",
  requiresDist: [],
};

test("an sdist says its name and version", async () => {
  expect(await read(tarball(good))).toMatchObject({ value: { kind: "sdist", metadata } });
});

describeWith("tar", "archives by tar itself", () => {
  test.each(["ustar", "pax", "gnu", "v7"])("in the format %s", async (format) => {
    await using folder = await temporaryDirectory();
    const write = (file: string, content: string) => {
      const path = join(folder.path, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    };
    write(info.name, info.content);
    // Longer than a header has room for; older formats know no such names.
    if (format !== "v7") write(`foo-1.0/${"deep/".repeat(18)}${"é".repeat(40)}.py`, "");
    if (format === "pax" || format === "gnu") write(`foo-1.0/${"deep/".repeat(60)}x.py`, "x");
    const file = join(folder.path, "foo-1.0.tar.gz");
    execFileSync("tar", ["-czf", file, `--format=${format}`, "-C", folder.path, "foo-1.0"]);
    expect(await read(readFileSync(file))).toMatchObject({ ok: true, value: { metadata } });
  });
});

test("a pax header and a long name of GNU replace the name that follows", async () => {
  const record = "28 path=foo-1.0/PKG-INFO\n".replace("28", "25");
  const members = (type: string, content: string) =>
    tarball([
      { name: "x", type, content },
      { ...info, name: "short" },
    ]);
  expect(await read(members("x", record))).toMatchObject({ ok: true });
  expect(await read(members("L", "foo-1.0/PKG-INFO\0"))).toMatchObject({ ok: true });
  expect(seenOf(await read(members("x", "99 path=a\n")))[0]).toContain("damaged pax header");
  expect(seenOf(await read(members("x", "12 size=-1\n")))[0]).toContain("damaged pax header");
});

describe("an sdist is refused as unreadable:", () => {
  test.each<[string, Buffer, string]>([
    ["no PKG-INFO", tarball(good.filter((member) => member !== info)), "has no PKG-INFO"],
    ["PKG-INFO twice", tarball([...good, info]), "twice"],
    ["two folders", tarball([...good, { name: "bar/x" }]), "more than one folder at its top"],
    ["a file at its top", tarball([...good, { name: "setup.py" }]), "more than one folder"],
    [
      "an absolute path",
      tarball([...good, { name: "/etc/passwd" }]),
      "may lead out of the archive",
    ],
    ["a step up", tarball([...good, { name: "foo-1.0/../x" }]), "may lead out of the archive"],
    [
      "a folder outside",
      tarball([...good, { name: "../x/", type: "5" }]),
      "may lead out of the archive",
    ],
    [
      "a size beyond its end",
      tarball([{ ...info, size: "00777777777" }]),
      "which has too many bytes",
    ],
    [
      "a size that is not a number",
      tarball([{ ...info, size: "-0000000001" }]),
      "is not a tar archive",
    ],
    ["a file that ends early", tarball([{ ...info, size: "00000077777" }]), "is cut"],
    ["no end", tarball(good, { end: false }), "is cut"],
    [
      "a tar bomb",
      tarball([{ ...info, content: " ".repeat(17 * 1024 * 1024) }]),
      "which has too many bytes",
    ],
    ["PKG-INFO as a link", tarball([{ ...info, content: "", type: "2" }]), "has no PKG-INFO"],
    ["not UTF-8", gzipLatin1(tarball([info])), "is not UTF-8"],
    ["gzip without an archive", gzipSync("x".repeat(600)), "is not a tar archive"],
    ["something that is not gzip", Buffer.from("not an archive"), "is not a gzip archive"],
    ["an empty file", Buffer.alloc(0), "is cut"],
    ["a version that is not one", tarball([{ ...info, content: "Name: a\nVersion: b" }]), '"b"'],
  ])("%s", async (_name, bytes, seen) => {
    const sdist = await read(bytes);
    expect(refusalsOf(sdist)).toMatchObject([{ name: "distribution-unreadable" }]);
    expect(seenOf(sdist)[0]).toContain(seen);
  });

  test("an archive that is cut anywhere", async () => {
    const bytes = tarball(good);
    for (let length = 0; length < bytes.length; length++) {
      expect(refusalsOf(await read(bytes.subarray(0, length)))).toHaveLength(1);
    }
  });
});

test("an archive with any byte changed never makes it throw, or say what the archive does not hold", async () => {
  const bytes = tarball(good);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ by;
      const sdist = await read(changed);
      if (sdist.ok) expect(sdist.value).toMatchObject({ metadata });
    }),
    { numRuns: 2000 },
  );
});

/** The same archive with a byte in PKG-INFO that is not UTF-8. */
function gzipLatin1(bytes: Buffer): Buffer {
  const plain = gunzipSync(bytes);
  plain[512 + 6] = 0xe9;
  return gzipSync(plain);
}
