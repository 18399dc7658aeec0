/** A file of an archive. */
interface Member {
  readonly name: string;
  readonly mode: number;
  readonly bytes: Uint8Array;
}

const blockLength = 512;
/** Bytes of a name in a header. */
const longestName = 100;

/** A tar archive of these files, all of them root's (POSIX.1-1988 ustar, with GNU's long names). */
export function tarArchive(members: readonly Member[]): Buffer {
  const parts = members.flatMap(({ name, mode, bytes }) => {
    const long = Buffer.from(name);
    return [
      ...(long.length > longestName
        ? entry("L", "././@LongLink", 0, Buffer.from(`${name}\0`))
        : []),
      ...entry("0", long.subarray(0, longestName), mode, bytes),
    ];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * blockLength)]);
}

function entry(type: string, name: string | Buffer, mode: number, bytes: Uint8Array): Uint8Array[] {
  const header = Buffer.alloc(blockLength);
  header.set(Buffer.from(name), 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(bytes.length, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(" ".repeat(8), 148);
  header.write(type, 156);
  header.write("ustar  \0", 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return [header, bytes, Buffer.alloc((blockLength - (bytes.length % blockLength)) % blockLength)];
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
