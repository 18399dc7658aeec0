import { crc32, deflateRawSync, gzipSync } from "node:zlib";

/** A member of a ZIP archive that is made for a test, with the faults that it must have. */
export interface ZipMember {
  readonly name: string | Buffer;
  readonly content?: string;
  /** Is in the local header instead of the name. */
  readonly localName?: string;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  /** As both headers declare it. */
  readonly size?: number;
}

/** A ZIP archive (APPNOTE.TXT). No library writes these faults. */
export function zip(members: readonly ZipMember[], end: Partial<ZipEnd> = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const data = packed(member);
    const local = Buffer.concat([
      words(0x04034b50, "4 2 2 2 4 4 4 4 2 2", [20, ...data.fields, data.localName.length, 0]),
      data.localName,
      data.bytes,
    ]);
    const fields = [20, 20, ...data.fields, data.name.length, 0, 0, 0, 0, 0, offset];
    directory.push(words(0x02014b50, "4 2 2 2 2 4 4 4 4 2 2 2 2 2 4 4", fields), data.name);
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = end.count ?? members.length;
  const fields = [0, 0, count, count, end.size ?? central.length, end.start ?? offset];
  const comment = Buffer.from(end.comment ?? "");
  const last = words(0x06054b50, "4 2 2 2 2 4 4 2", [...fields, comment.length]);
  return Buffer.concat([...locals, central, last, comment]);
}

export interface ZipEnd {
  readonly count: number;
  readonly size: number;
  readonly start: number;
  readonly comment: string;
}

function packed({ name, content = "", localName, flags = 0, method = 8, crc, size }: ZipMember) {
  const plain = Buffer.from(content);
  const bytes = method === 8 ? deflateRawSync(plain) : plain;
  const nameBytes = Buffer.from(name);
  return {
    name: nameBytes,
    localName: localName === undefined ? nameBytes : Buffer.from(localName),
    bytes,
    // Flags, method, time and date in one, then what is inside.
    fields: [flags, method, 0, crc ?? crc32(plain), bytes.length, size ?? plain.length],
  };
}

/** A signature, then little-endian numbers of these widths. */
function words(signature: number, widths: string, values: readonly number[]): Buffer {
  const parts = widths.split(" ").map((width, index) => {
    const buffer = Buffer.alloc(Number(width));
    buffer.writeUIntLE([signature, ...values][index] ?? 0, 0, buffer.length);
    return buffer;
  });
  return Buffer.concat(parts);
}

/** A file of a tar archive that is made for a test. */
export interface TarMember {
  readonly name: string;
  readonly content?: string;
  readonly type?: string;
  /** As the header declares it, in octal digits. */
  readonly size?: string;
}

/** A .tar.gz archive, of ustar headers. */
export function tarball(members: readonly TarMember[], { end = true } = {}): Buffer {
  const blocks = members.flatMap(({ name, content = "", type = "0", size }) => {
    const data = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(size ?? data.length.toString(8).padStart(11, "0"), 124);
    header.write("        ", 148);
    header.write(type, 156);
    header.write("ustar\0", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, ...(end ? [Buffer.alloc(1024)] : [])]));
}
