import type { Signer } from "@sigstore/verify";

/** Who signed, as Fulcio wrote it into the certificate. What it does not say is undefined. */
export interface Identity {
  /** Who vouches for the workflow: GitHub's address for all of its runs. */
  readonly issuer: string | undefined;
  /** `https://github.com/owner/repo`. */
  readonly repository: string | undefined;
  /** `https://github.com/owner/repo/.github/workflows/release.yml@refs/tags/v1`: the run's own workflow. */
  readonly workflow: string | undefined;
  /** The workflow whose job signed: another one than the run's own if that calls a reusable workflow. */
  readonly signer: string | undefined;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  /** The address of the run. */
  readonly run: string | undefined;
  readonly environment: string | undefined;
}

/** Fulcio's documentation, oid-info.md: 1.3.6.1.4.1.57264.1.N, each a UTF8String since number 8. */
const numbers: Readonly<Record<keyof Identity, number>> = {
  issuer: 8,
  signer: 9,
  repository: 12,
  commit: 13,
  ref: 14,
  workflow: 18,
  run: 21,
  environment: 23,
};

/** What the extensions of a proven certificate say. */
export function identityOf({ identity }: Signer): Identity {
  const values = new Map(
    (identity?.oids ?? []).map(({ oid, value }) => [oid?.id.join("."), value] as const),
  );
  const entries = Object.entries(numbers).map(([name, number]) => [
    name,
    utf8String(values.get(`1.3.6.1.4.1.57264.1.${number}`)),
  ]);
  return Object.fromEntries(entries);
}

/** A DER UTF8String; undefined for anything else. */
function utf8String(der: Buffer | undefined): string | undefined {
  if (der === undefined || der[0] !== 0x0c) return undefined;
  const [length = 0, start = 2] = lengthOf(der);
  if (der.length !== start + length) return undefined;
  return der.subarray(start).toString("utf8");
}

/** The length that DER gives, and where the content starts. */
function lengthOf(der: Buffer): [length: number, start: number] {
  const first = der[1] ?? 0;
  if (first < 0x80) return [first, 2];
  const bytes = first - 0x80;
  return [
    bytes > 0 && bytes < 4 && der.length > 2 + bytes ? der.readUIntBE(2, bytes) : -1,
    2 + bytes,
  ];
}

/** `owner/repo` of a repository's address on github.com; the address itself for any other one. */
export function repositoryName({ repository = "" }: Identity): string {
  return repository.replace(/^https:\/\/github\.com\//, "");
}
