import { createHash } from "node:crypto";
import { type CoreMetadata, parseCoreMetadata } from "./core-metadata.ts";
import { Damage, decode } from "./damage.ts";
import { type EntryPoint, parseEntryPoints } from "./entry-points.ts";
import { openZip, type Zip } from "./zip.ts";

/** What a wheel says of itself (packaging specification, "Binary distribution format", PEP 427). */
export interface Wheel {
  readonly kind: "wheel";
  readonly metadata: CoreMetadata;
  readonly entryPoints: readonly EntryPoint[];
  /** The names of all its files. */
  readonly files: readonly string[];
  /** Files that RECORD names and the wheel lacks. */
  readonly missing: readonly string[];
  /** Files of the wheel that RECORD does not name. */
  readonly unrecorded: readonly string[];
}

/**
 * Reads a wheel.
 *
 * @throws Damage
 */
export function openWheel(bytes: Uint8Array): Wheel {
  const zip = openZip(bytes);
  const folder = findInfoFolder(zip.names);
  const metadata = readText(zip, `${folder}/METADATA`);
  readText(zip, `${folder}/WHEEL`);
  const recorded = new Set(parseRecord(readText(zip, `${folder}/RECORD`)).keys());
  const files = new Set(zip.names);
  const entryPoints = zip.names.includes(`${folder}/entry_points.txt`)
    ? parseEntryPoints(readText(zip, `${folder}/entry_points.txt`))
    : [];
  // Signatures sign RECORD, so it cannot name them. It may leave out its own name.
  for (const name of ["RECORD", "RECORD.jws", "RECORD.p7s"]) recorded.add(`${folder}/${name}`);
  return {
    kind: "wheel",
    metadata: parseCoreMetadata(metadata, "METADATA"),
    entryPoints,
    files: zip.names,
    missing: [...recorded].filter(
      (name) => !files.has(name) && !/\/RECORD\.(?:jws|p7s)$/.test(name),
    ),
    unrecorded: zip.names.filter((name) => !recorded.has(name)),
  };
}

function findInfoFolder(names: readonly string[]): string {
  const folders = new Set(names.flatMap((name) => /^[^/]+\.dist-info(?=\/)/.exec(name)?.[0] ?? []));
  const [folder, ...others] = folders;
  if (folder !== undefined && others.length === 0) return folder;
  throw new Damage(`has ${folder === undefined ? "no" : "more than one"} .dist-info folder`);
}

function readText(zip: Zip, name: string): string {
  const bytes = zip.read(name);
  if (bytes === undefined) throw new Damage(`has no ${name}`);
  return decode(bytes, name);
}

/** The columns of CSV lines `path,hash,size`: hashes by paths. A hash is empty if there is none. */
function parseRecord(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const quoted = /^"((?:[^"]|"")*)"/.exec(line);
    const path = quoted?.[1]?.replaceAll('""', '"') ?? line.split(",")[0] ?? "";
    const hash = line.slice(quoted?.[0].length ?? path.length).split(",")[1] ?? "";
    return path === "" ? [] : [[path, hash]];
  });
  return new Map(lines);
}

/** The paths that a RECORD names. */
export function recordedPaths(text: string): readonly string[] {
  return [...parseRecord(text).keys()];
}

/** The files of a wheel, as an installer must leave them. */
export interface WheelFiles {
  /** The folder of its metadata, `<name>-<version>.dist-info`. */
  readonly infoFolder: string;
  /** The SHA-256 of each file, in hexadecimal digits, by its name in the wheel; its RECORD is left out. */
  readonly hashes: ReadonlyMap<string, string>;
  /** A file's bytes. */
  readonly read: (name: string) => Uint8Array;
}

/**
 * Reads which files a wheel has, and the hash that its RECORD gives for each ("Recording installed projects": SHA-256
 * or better, in URL-safe base64). A file without such a hash is hashed here.
 *
 * @throws Damage
 */
export function openWheelFiles(bytes: Uint8Array): WheelFiles {
  const zip = openZip(bytes);
  const infoFolder = findInfoFolder(zip.names);
  const recorded = parseRecord(readText(zip, `${infoFolder}/RECORD`));
  const read = (name: string) => zip.read(name) ?? new Uint8Array();
  const hashes = zip.names
    .filter((name) => name !== `${infoFolder}/RECORD`)
    .map((name) => [name, recordedHash(recorded.get(name)) ?? hashOf(read(name))] as const);
  return { infoFolder, hashes: new Map(hashes), read };
}

function recordedHash(hash = ""): string | undefined {
  const text = /^sha256=([\w-]{43})=*$/.exec(hash)?.[1];
  return text && Buffer.from(text, "base64url").toString("hex");
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
