import type { CoreMetadata, Wheel } from "@lablink-actions/python-package";
import type { IndexFile, OwnVersionState, PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  type Digest,
  parseVersion,
  type Refusal,
  type RefusalName,
  type Result,
  type Version,
} from "@lablink-actions/release-core";
import type { BuiltFile } from "../src/dist.ts";

/** What uv needs to fetch a build backend on this machine. */
export const uvEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      /^(?:UV_|SSL_CERT_)|_proxy$/i.test(entry[0]) && entry[1] !== undefined,
  ),
);

export function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`not a version: ${text}`);
  return parsed;
}

export const project = { name: "foo", version: version("1.0") };
export const wheelName = "foo-1.0-py3-none-any.whl";
export const sdistName = "foo-1.0.tar.gz";

/** What METADATA says of a complete package. */
export const metadata: CoreMetadata = {
  ...project,
  summary: "x",
  people: ["A"],
  requiresPython: "",
  requiresDist: [],
};

export function wheel(parts: Partial<Wheel> = {}): Wheel {
  return {
    kind: "wheel",
    metadata,
    entryPoints: [],
    files: [],
    missing: [],
    unrecorded: [],
    ...parts,
  };
}

export function built(filename: string, digits = "a"): BuiltFile {
  const distribution = filename.endsWith(".whl") ? wheel() : { kind: "sdist" as const, metadata };
  return {
    ...{ path: `dist/${filename}`, filename, digest: `sha256:${digits}` as Digest, distribution },
    isAttested: false,
  };
}

export function listed(filename: string, digits?: string): IndexFile {
  return {
    filename,
    url: new URL(`http://127.0.0.1/${filename}`),
    version: project.version,
    yanked: undefined,
    ...(digits !== undefined && { digest: `sha256:${digits}` as Digest }),
  };
}

/** An index that gives one answer. */
export function index(state: Result<OwnVersionState>): PythonIndex {
  const unasked = () => Promise.reject(new Error("only the state is asked for"));
  return {
    url: "http://127.0.0.1/simple",
    foundIn: "a test",
    files: unasked,
    provenance: unasked,
    installableVersions: unasked,
    state: unasked,
    ownState: () => Promise.resolve(state),
  };
}

export const absent = index(accept({ name: "absent", installable: [] }));

export function refusalsOf(result: Result<unknown>): readonly Refusal[] {
  return result.ok ? [] : result.refusals;
}

export function namesOf(result: Result<unknown>): readonly RefusalName[] {
  return refusalsOf(result).map(({ name }) => name);
}
