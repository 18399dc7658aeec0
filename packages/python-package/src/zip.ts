import { crc32, inflateRawSync } from "node:zlib";
import { quote } from "@lablink-actions/release-core";
import { Damage, longestText } from "./damage.ts";
import { MemberNames } from "./member-name.ts";

/** A ZIP archive's files. */
export interface Zip {
  /** In their order; folders are left out. */
  readonly names: readonly string[];
  /** A file's bytes, checked against its CRC; undefined if there is none of that name. */
  read(name: string): Uint8Array | undefined;
}

interface Member {
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

// APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16: signatures, and lengths without what varies.
const local = { signature: 0x04034b50, length: 30 };
const central = { signature: 0x02014b50, length: 46 };
const end = { signature: 0x06054b50, length: 22 };

/**
 * Reads the directory of a ZIP archive in the form that wheels have: stored or deflated files, nothing before or after.
 * Whatever two readers could understand in two ways is damage: a name that is there twice or leads outside, a directory
 * that is not where the end says, headers that disagree, encryption, zip64, several parts.
 *
 * This is our own code because it is short. A library has 90 kB for compression and older formats, and accepts what is
 * refused here.
 *
 * @throws Damage
 */
export function openZip(bytes: Uint8Array): Zip {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { start, count, stop } = findDirectory(data);
  const names = new MemberNames();
  const members = new Map<string, Member>();
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + central.length > stop || data.readUInt32LE(at) !== central.signature) {
      throw new Damage("has a damaged ZIP directory");
    }
    const nameLength = data.readUInt16LE(at + 28);
    const next =
      at + central.length + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
    if (next > stop) throw new Damage("has a damaged ZIP directory");
    const nameBytes = data.subarray(at + central.length, at + central.length + nameLength);
    const name = readName(nameBytes);
    const member = readMember(data, at, name);
    requireLocalHeader(data, member, nameBytes, name, start);
    names.add(name.replace(/\/$/, ""));
    if (!name.endsWith("/")) members.set(name, member);
    at = next;
  }
  if (at !== stop) throw new Damage("has a damaged ZIP directory");
  return {
    names: [...members.keys()],
    read: (name) => {
      const member = members.get(name);
      return member && readData(data, member, name);
    },
  };
}

/** Where the directory is, by the record at the archive's end; nothing may come between or after. */
function findDirectory(data: Buffer): { start: number; count: number; stop: number } {
  const longestComment = 0xffff;
  const first = Math.max(0, data.length - end.length - longestComment);
  for (let at = data.length - end.length; at >= first; at--) {
    if (data.readUInt32LE(at) !== end.signature) continue;
    if (at + end.length + data.readUInt16LE(at + 20) !== data.length) continue;
    const count = data.readUInt16LE(at + 10);
    const size = data.readUInt32LE(at + 12);
    const start = data.readUInt32LE(at + 16);
    if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
      throw new Damage("is a zip64 archive, which is not read here");
    }
    const isOnePart = data.readUInt32LE(at + 4) === 0 && data.readUInt16LE(at + 8) === count;
    if (!isOnePart || start + size !== at) throw new Damage("has a damaged ZIP directory");
    return { start, count, stop: at };
  }
  throw new Damage("is not a ZIP archive, or is cut off");
}

function readName(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Damage("holds a name that is not UTF-8");
  }
}

function readMember(data: Buffer, at: number, name: string): Member {
  const isEncrypted = (data.readUInt16LE(at + 8) & 0x2041) !== 0;
  if (isEncrypted) throw new Damage(`holds ${quote(name)}, which is encrypted`);
  const method = data.readUInt16LE(at + 10);
  if (method !== 0 && method !== 8) {
    throw new Damage(
      `holds ${quote(name)}, which is compressed by method ${method}, and not stored or deflated`,
    );
  }
  const [packedSize, size] = [data.readUInt32LE(at + 20), data.readUInt32LE(at + 24)];
  const offset = data.readUInt32LE(at + 42);
  if ([packedSize, size, offset].includes(0xffffffff)) {
    throw new Damage("is a zip64 archive, which is not read here");
  }
  return { method, crc: data.readUInt32LE(at + 16), packedSize, size, offset };
}

/** A reader that uses the local headers must see the same file. */
function requireLocalHeader(
  data: Buffer,
  member: Member,
  nameBytes: Buffer,
  name: string,
  limit: number,
) {
  const { offset, packedSize } = member;
  const nameStart = offset + local.length;
  const isThere =
    nameStart + nameBytes.length <= limit && data.readUInt32LE(offset) === local.signature;
  const agrees =
    isThere &&
    data.readUInt16LE(offset + 26) === nameBytes.length &&
    data.subarray(nameStart, nameStart + nameBytes.length).equals(nameBytes) &&
    dataStart(data, offset) + packedSize <= limit;
  if (!agrees) throw new Damage(`does not hold ${quote(name)} where its directory says`);
}

function dataStart(data: Buffer, offset: number): number {
  return offset + local.length + data.readUInt16LE(offset + 26) + data.readUInt16LE(offset + 28);
}

function readData(data: Buffer, { method, crc, packedSize, size, offset }: Member, name: string) {
  if (size > longestText)
    throw new Damage(`holds ${quote(name)}, which has too many bytes (${size})`);
  const start = dataStart(data, offset);
  const packed = data.subarray(start, start + packedSize);
  const content = method === 0 ? packed : inflate(packed, size, name);
  if (content.length !== size || crc32(content) !== crc) {
    throw new Damage(`holds ${quote(name)}, which is damaged`);
  }
  return content;
}

function inflate(packed: Buffer, size: number, name: string): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: size + 1 });
  } catch {
    // Too long, or anything else that zlib finds: the file is not what the directory says.
    throw new Damage(`holds ${quote(name)}, which is damaged`);
  }
}
