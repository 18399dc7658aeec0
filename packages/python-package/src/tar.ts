import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Damage, longestText } from "./damage.ts";
import { MemberNames, requireSafe } from "./member-name.ts";
import { TarReader, tooLong } from "./tar-reader.ts";

/** A .tar.gz archive's files. */
interface Tarball {
  /** In their order; folders are left out. */
  readonly names: readonly string[];
  /** The bytes of those that were wanted. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

// The most that an sdist may unpack to. A larger archive was made to fill the disk.
const longest = 1024 ** 3;

/**
 * Reads a .tar.gz as sdists are, keeping only what is wanted. A name that is there twice, or that leads outside, is
 * damage.
 *
 * @throws Damage
 */
export async function readTarball(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
): Promise<Tarball> {
  const names = new MemberNames();
  const pieces = new Map<string, Buffer[]>();
  const reader = new TarReader(({ name, type, size }) => {
    if (type === "folder") {
      requireSafe(name.replace(/\/$/, ""));
      return undefined;
    }
    names.add(name);
    if (type !== "file" || !isWanted(name)) return undefined;
    if (size > longestText) throw tooLong(size, name);
    const own: Buffer[] = [];
    pieces.set(name, own);
    return (piece) => own.push(piece);
  });
  // To the end of the bytes, because only there it shows that they are cut off or damaged.
  for await (const chunk of unpack(bytes)) reader.push(chunk);
  reader.end();
  const contents = [...pieces].map(([name, own]) => [name, Buffer.concat(own)] as const);
  return { names: names.all, contents: new Map(contents) };
}

async function* unpack(bytes: Uint8Array): AsyncGenerator<Buffer> {
  const unpacked = Readable.from([bytes], { objectMode: false }).pipe(createGunzip());
  const chunks: AsyncIterator<Buffer> = unpacked[Symbol.asyncIterator]();
  let taken = 0;
  for (;;) {
    const next = await chunks.next().catch((error: Error) => {
      throw new Damage(`is not a gzip archive, or is cut off (${error.message})`);
    });
    if (next.done) return;
    taken += next.value.length;
    if (taken > longest) throw new Damage(`unpacks to more than ${longest} bytes`);
    yield next.value;
  }
}
