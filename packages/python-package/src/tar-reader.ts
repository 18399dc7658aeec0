import { quote } from "@lablink-actions/release-core";
import { Damage, decode, longestText } from "./damage.ts";

/** A member of a tar archive, by its header. */
export interface TarMember {
  readonly name: string;
  readonly type: "file" | "folder" | "link" | "hard link" | "other";
  /** The bytes of its content. */
  readonly size: number;
  /** The permission bits; 0 if the archive does not say. */
  readonly mode: number;
  /** The numbers of its owner and of its group; -1 if the archive does not say. */
  readonly owner: number;
  readonly group: number;
  /** Where a link leads to, as it is written; a hard link names another member. */
  readonly target: string;
}

/** Takes a member's content, piece by piece. */
type TakeContent = (piece: Buffer) => void;

/** What comes next, and what happens then. */
interface Step {
  missing: number;
  readonly take: TakeContent | undefined;
  readonly done: () => void;
}

const blockLength = 512;

/**
 * Reads a tar archive as it comes (POSIX.1-1988 ustar, POSIX.1-2001 pax, and GNU's long names), in one pass. It keeps
 * nothing by itself: what a member holds goes to the function that was given for the member.
 *
 * `push` and `end` throw Damage.
 */
export class TarReader {
  readonly #onMember: (member: TarMember) => TakeContent | undefined;
  #step: Step;
  #override: Override = {};
  #hasEnded = false;

  /** @param onMember gets each member, and gives what takes its content; undefined if nobody wants it */
  constructor(onMember: (member: TarMember) => TakeContent | undefined) {
    this.#onMember = onMember;
    this.#step = this.#nextHeader();
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && !this.#hasEnded) {
      const step = this.#step;
      const piece = rest.subarray(0, step.missing);
      rest = rest.subarray(piece.length);
      step.missing -= piece.length;
      step.take?.(piece);
      while (this.#step.missing === 0 && !this.#hasEnded) this.#step.done();
    }
  }

  /** The archive has no more bytes. */
  end(): void {
    if (!this.#hasEnded) throw new Damage("is cut off");
  }

  #nextHeader(): Step {
    return this.#whole(blockLength, (header) => {
      this.#hasEnded = header.every((byte) => byte === 0);
      if (!this.#hasEnded) this.#step = this.#afterHeader(header);
    });
  }

  #afterHeader(header: Buffer): Step {
    const { letter, ...member } = readHeader(header, this.#override);
    if ("xgLK".includes(letter)) {
      if (member.size > longestText) throw tooLong(member.size, "a header");
      return this.#whole(member.size, (data) => {
        // A global header is not about the next member alone, and nothing in one is needed here.
        if (letter !== "g") this.#override = { ...this.#override, ...readOverride(letter, data) };
        this.#step = this.#padding(member.size);
      });
    }
    this.#override = {};
    const take = this.#onMember(member);
    const done = () => {
      this.#step = this.#padding(member.size);
    };
    return { missing: member.size, take, done };
  }

  #padding(size: number): Step {
    const missing = (blockLength - (size % blockLength)) % blockLength;
    const done = () => {
      this.#step = this.#nextHeader();
    };
    return { missing, take: undefined, done };
  }

  #whole(length: number, use: (data: Buffer) => void): Step {
    const pieces: Buffer[] = [];
    return {
      missing: length,
      take: (piece) => pieces.push(piece),
      done: () => use(Buffer.concat(pieces)),
    };
  }
}

export function tooLong(size: number, name: string): Damage {
  return new Damage(`holds ${quote(name)}, which has too many bytes (${size})`);
}

/** What a header before a member's own says of the member, if the own header has no room. */
interface Override {
  readonly path?: string;
  readonly target?: string;
  readonly size?: number;
  readonly owner?: number;
  readonly group?: number;
}

function readHeader(header: Buffer, override: Override): TarMember & { readonly letter: string } {
  if (octal(header, 148, 8) !== sumOf(header)) throw notTar();
  const letter = String.fromCharCode(header[156] ?? 0);
  const name = override.path ?? ownPath(header);
  // A link has a size in some archives, and no data in any.
  const hasData = !["1", "2", "3", "4", "5", "6"].includes(letter);
  return {
    letter,
    type: typeOf(letter, name),
    size: hasData ? (override.size ?? octal(header, 124, 12)) : 0,
    name,
    mode: Math.max(number(header, 100), 0),
    owner: override.owner ?? number(header, 108),
    group: override.group ?? number(header, 116),
    target: override.target ?? trimZeros(header.toString("utf8", 157, 257)),
  };
}

/** Of all bytes, with spaces in the place of the sum itself. An archive can have very many headers. */
function sumOf(header: Buffer): number {
  let sum = 8 * 32;
  for (let at = 0; at < 148; at++) sum += header[at] ?? 0;
  for (let at = 156; at < blockLength; at++) sum += header[at] ?? 0;
  return sum;
}

function typeOf(letter: string, name: string): TarMember["type"] {
  switch (letter) {
    case "0":
      return "file";
    case "\0":
    case "7":
      return name.endsWith("/") ? "folder" : "file";
    case "1":
      return "hard link";
    case "2":
      return "link";
    case "5":
      return "folder";
    default:
      return "other";
  }
}

function ownPath(header: Buffer): string {
  const field = (start: number, length: number) =>
    trimZeros(decode(header.subarray(start, start + length), "a name"));
  // POSIX has "ustar" and a zero there, and the prefix; GNU has neither.
  const isPosix = header.toString("latin1", 257, 263) === "ustar\0";
  const prefix = isPosix ? field(345, 155) : "";
  return prefix ? `${prefix}/${field(0, 100)}` : field(0, 100);
}

/** A number that an archive may leave out, or write in a form of its own: then -1. */
function number(header: Buffer, start: number): number {
  const [digits] = /^ *[0-7]+/.exec(header.toString("latin1", start, start + 8)) ?? [];
  return digits === undefined ? -1 : Number.parseInt(digits, 8);
}

function octal(header: Buffer, start: number, length: number): number {
  const text = header
    .toString("latin1", start, start + length)
    .replace(/[\0 ]+$/, "")
    .trim();
  if (!/^[0-7]{1,11}$/.test(text)) throw notTar();
  return Number.parseInt(text, 8);
}

function notTar(): Damage {
  return new Damage("is not a tar archive, or is damaged");
}

function readOverride(letter: string, data: Buffer): Override {
  switch (letter) {
    case "L":
      return { path: trimZeros(decode(data, "a header")) };
    case "K":
      return { target: trimZeros(decode(data, "a header")) };
    default:
      return readPax(data);
  }
}

/** Records `length key=value\n` (pax, "Extended Header"). Extended attributes of a file are there too, as any bytes. */
function readPax(data: Buffer): Override {
  const override: { -readonly [Key in keyof Override]: Override[Key] } = {};
  let rest = data;
  while (rest.length > 0) {
    const [start = "", digits] = /^([0-9]{1,8}) /.exec(rest.toString("latin1", 0, 9)) ?? [];
    const length = Number(digits ?? 0);
    const equals = rest.indexOf("=", start.length);
    const isWhole = length > 0 && length <= rest.length && rest[length - 1] === 0x0a;
    if (!isWhole || equals <= start.length || equals >= length) throw damagedPax();
    const key = rest.toString("latin1", start.length, equals);
    const value = rest.subarray(equals + 1, length - 1);
    if (key === "path") override.path = decode(value, "a header");
    if (key === "linkpath") override.target = decode(value, "a header");
    if (key === "size") override.size = paxNumber(value);
    if (key === "uid") override.owner = paxNumber(value);
    if (key === "gid") override.group = paxNumber(value);
    rest = rest.subarray(length);
  }
  return override;
}

function paxNumber(value: Buffer): number {
  const text = value.toString("latin1");
  if (!/^[0-9]{1,11}$/.test(text)) throw damagedPax();
  return Number(text);
}

function damagedPax(): Damage {
  return new Damage("has a damaged pax header");
}

function trimZeros(text: string): string {
  return text.replace(/\0.*$/s, "");
}
