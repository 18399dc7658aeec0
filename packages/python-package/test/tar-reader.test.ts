import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { describeWith, temporaryDirectory } from "@lablink-actions/testkit";
import fc from "fast-check";
import { type TarMember, TarReader } from "../src/tar-reader.ts";

/** Each member with its content. */
function read(chunks: readonly Buffer[]) {
  const members: (Omit<TarMember, "size"> & { content: string })[] = [];
  const reader = new TarReader(({ size: _, ...header }) => {
    const member = { ...header, content: "" };
    members.push(member);
    return (piece) => {
      member.content += piece.toString();
    };
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return members;
}

describeWith("tar", "archives by tar itself", () => {
  test.each(["ustar", "pax", "gnu"])(
    "links, modes and contents are read in the format %s, however the bytes come",
    async (format) => {
      await using folder = await temporaryDirectory();
      const at = (path: string) => join(folder.path, path);
      mkdirSync(at("site"));
      writeFileSync(at("site/a.py"), "x".repeat(1000));
      writeFileSync(at("site/b.py"), "");
      chmodSync(at("site/a.py"), 0o755);
      chmodSync(at("site/b.py"), 0o644);
      linkSync(at("site/a.py"), at("site/c.py"));
      symlinkSync("/else/where", at("site/d"));
      const archive = execFileSync("tar", [
        "-c",
        "--owner=1234",
        // More than the header's own field can hold in octal digits.
        `--group=${format === "ustar" ? 777 : 4_000_000}`,
        `--format=${format}`,
        "-C",
        folder.path,
        ...["a.py", "b.py", "c.py", "d"].map((name) => `site/${name}`),
      ]);
      const whole = read([archive]);
      expect(whole).toMatchObject([
        {
          name: "site/a.py",
          type: "file",
          mode: 0o755,
          owner: 1234,
          // GNU writes it in a form of its own, which nobody needs.
          group: { ustar: 777, pax: 4_000_000, gnu: -1 }[format],
          content: "x".repeat(1000),
        },
        { name: "site/b.py", type: "file", mode: 0o644, content: "" },
        { name: "site/c.py", type: "hard link", target: "site/a.py", content: "" },
        { name: "site/d", type: "link", target: "/else/where" },
      ]);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }), (lengths) => {
          const chunks: Buffer[] = [];
          for (let at = 0, turn = 0; at < archive.length; turn++) {
            const length = lengths[turn % lengths.length] ?? 1;
            chunks.push(archive.subarray(at, at + length));
            at += length;
          }
          expect(read(chunks)).toEqual(whole);
        }),
      );
      expect(() => read([archive.subarray(0, 700)])).toThrow("is cut off");
    },
  );

  test("a file's extended attributes may be any bytes", () => {
    const value = Buffer.from([0xff, 0x00, 0x3d, 0x0a, 0xfe]);
    const record = Buffer.concat([Buffer.from("26 SCHILY.xattr.user.x="), value]);
    const data = Buffer.concat([record.subarray(0, 25), Buffer.from("\n")]);
    const header = Buffer.alloc(512);
    header.write("x", 0);
    header.write(data.length.toString(8).padStart(11, "0"), 124);
    header.write("        ", 148);
    header.write("x", 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, "0")}\0 `,
      148,
    );
    const end = Buffer.alloc(512 - data.length + 1024);
    expect(read([header, data, end])).toEqual([]);
  });
});
