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
  const recorded = new Set(parseRecord(readText(zip, `${folder}/RECORD`)));
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

/** The first column of CSV lines `path,hash,size`. */
function parseRecord(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
    const path = quoted?.replaceAll('""', '"') ?? line.split(",")[0] ?? "";
    return path === "" ? [] : [path];
  });
}
