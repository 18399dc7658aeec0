import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { quote } from "@lablink-actions/release-core";
import { Damage, decode, longestText } from "./damage.ts";
import { MemberNames, requireSafe } from "./member-name.ts";

/** A .tar.gz archive's files. */
interface Tarball {
  /** In their order; folders are left out. */
  readonly names: readonly string[];
  /** The bytes of those that were wanted. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

// The most that an sdist may unpack to. A larger archive was made to fill the disk.
const longest = 1024 ** 3;
const blockLength = 512;

/**
 * Reads a .tar.gz as sdists are (POSIX.1-1988 ustar, POSIX.1-2001 pax, and GNU's long names), in one pass, keeping
 * only what is wanted. A name that is there twice, or that leads outside, is damage.
 *
 * @throws Damage
 */
export async function readTarball(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
): Promise<Tarball> {
  const source = new Source(bytes);
  const names = new MemberNames();
  const contents = new Map<string, Buffer>();
  const files: string[] = [];
  let override: Override = {};
  for (;;) {
    const header = await source.take(blockLength);
    if (header.every((byte) => byte === 0)) break;
    const { type, size, name } = readHeader(header, override);
    if (type === "x" || type === "g" || type === "L") {
      const data = await readText(source, size, "a header");
      if (type === "x") override = { ...override, ...readPax(data) };
      if (type === "L") override = { ...override, path: trimZeros(data) };
      continue;
    }
    if (type === "K") {
      await source.skip(padded(size));
      continue;
    }
    override = {};
    if (type === "5") {
      requireSafe(name.replace(/\/$/, ""));
      continue;
    }
    names.add(name);
    files.push(name);
    if (type === "0" && isWanted(name)) contents.set(name, await readBytes(source, size, name));
    else await source.skip(padded(size));
  }
  await source.finish();
  return { names: files, contents };
}

/** What a header before a file's own says of the file, if the own header has no room. */
interface Override {
  readonly path?: string;
  readonly size?: number;
}

function readHeader(header: Buffer, override: Override) {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (octal(header, 148, 8) !== sum) throw new Damage("is not a tar archive, or is damaged");
  const letter = String.fromCharCode(header[156] ?? 0);
  const path = override.path ?? ownPath(header);
  const isFolder = letter === "5" || path.endsWith("/");
  // A link has a size in some archives, and no data in any.
  const hasData = !["1", "2", "3", "4", "5", "6"].includes(letter);
  return {
    type: letter === "\0" || letter === "7" ? (isFolder ? "5" : "0") : letter,
    size: hasData ? (override.size ?? octal(header, 124, 12)) : 0,
    name: path,
  };
}

function ownPath(header: Buffer): string {
  const field = (start: number, length: number) =>
    trimZeros(decode(header.subarray(start, start + length), "a name"));
  // POSIX has "ustar" and a zero there, and the prefix; GNU has neither.
  const isPosix = header.toString("latin1", 257, 263) === "ustar\0";
  const prefix = isPosix ? field(345, 155) : "";
  return prefix ? `${prefix}/${field(0, 100)}` : field(0, 100);
}

function octal(header: Buffer, start: number, length: number): number {
  const text = header
    .toString("latin1", start, start + length)
    .replace(/[\0 ]+$/, "")
    .trim();
  if (!/^[0-7]{1,11}$/.test(text)) throw new Damage("is not a tar archive, or is damaged");
  return Number.parseInt(text, 8);
}

/** Records `length key=value\n` (pax, "Extended Header"). */
function readPax(text: string): Override {
  const override: { path?: string; size?: number } = {};
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    const length = Number(/^[0-9]{1,8}(?= )/.exec(rest.toString("latin1", 0, 9))?.[0] ?? 0);
    const record = rest.subarray(0, length).toString();
    const match = /^[0-9]+ ([^=]+)=(.*)\n$/s.exec(record);
    if (length === 0 || length > rest.length || !match)
      throw new Damage("has a damaged pax header");
    const [, key, value = ""] = match;
    if (key === "path") override.path = value;
    if (key === "size") override.size = paxSize(value);
    rest = rest.subarray(length);
  }
  return override;
}

function paxSize(text: string): number {
  if (!/^[0-9]{1,11}$/.test(text)) throw new Damage("has a damaged pax header");
  return Number(text);
}

async function readText(source: Source, size: number, name: string): Promise<string> {
  return decode(await readBytes(source, size, name), name);
}

async function readBytes(source: Source, size: number, name: string): Promise<Buffer> {
  if (size > longestText)
    throw new Damage(`holds ${quote(name)}, which has too many bytes (${size})`);
  const data = await source.take(size);
  await source.skip(padded(size) - size);
  return data;
}

function padded(size: number): number {
  return Math.ceil(size / blockLength) * blockLength;
}

function trimZeros(text: string): string {
  return text.replace(/\0.*$/s, "");
}

/** Takes bytes off a stream as it is unpacked. */
class Source {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #taken = 0;

  constructor(bytes: Uint8Array) {
    const unpacked = Readable.from([bytes], { objectMode: false }).pipe(createGunzip());
    this.#chunks = unpacked[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    await this.#pass(length, (part) => parts.push(part));
    return Buffer.concat(parts);
  }

  async skip(length: number): Promise<void> {
    await this.#pass(length, () => {});
  }

  /** Reads on to the end, because only there it shows that an archive is cut off or damaged. */
  async finish(): Promise<void> {
    while ((await this.#next()) !== undefined);
  }

  async #pass(length: number, use: (part: Buffer) => unknown): Promise<void> {
    let missing = length;
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const next = await this.#next();
        if (next === undefined) throw new Damage("is cut off");
        this.#rest = next;
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      use(part);
    }
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.#chunks.next();
      if (done) return undefined;
      this.#taken += value.length;
      if (this.#taken <= longest) return value;
    } catch (error) {
      throw new Damage(`is not a gzip archive, or is cut off (${(error as Error).message})`);
    }
    throw new Damage(`unpacks to more than ${longest} bytes`);
  }
}
