import { posix } from "node:path";
import type { Publisher } from "@lablink-actions/provenance";
import {
  attestationOf,
  parseAttestations,
  parseBundle,
  type TrustedRoot,
  verifyAttestations,
} from "@lablink-actions/provenance/verifier";
import {
  accept,
  andThen,
  digestDigits,
  map,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { BuiltFile } from "./files.ts";

/** What a file is signed with, and checked by. */
export interface Signing {
  /** The repository of the run: no other one may have signed what is there already. */
  readonly publisher: Publisher;
  readonly root: TrustedRoot;
}

/** Signs a statement, and gives a Sigstore bundle in JSON; or why not, as a clause. */
export type Sign = (statement: Uint8Array, root: TrustedRoot) => Promise<Signed>;

type Signed = { readonly bundle: unknown } | { readonly problem: string };

interface SigningEffects {
  readonly readBytes: (path: string) => Uint8Array | undefined;
  readonly writeFile: (path: string, text: string) => void;
  readonly sign: Sign;
}

/** PEP 740: the statement of the publishing job about one file. */
const publishType = "https://docs.pypi.org/attestations/publish/v1";

/**
 * Signs a file by the identity of the job, and writes the attestation beside it, as uv takes it. What was signed is
 * verified before it is written. An attestation that is there already is verified and kept.
 *
 * @returns the attestation's path; or `signing-failed` (LA665), or what is wrong with the one that is there (LA660 to
 * LA663)
 */
export async function attest(
  file: BuiltFile,
  { publisher, root }: Signing,
  { readBytes, writeFile, sign }: SigningEffects,
): Promise<Result<string>> {
  const { filename, digest, path } = file;
  const beside = `${path}.publish.attestation`;
  const expected = { subject: { filename, digest }, publisher, predicateTypes: [publishType] };
  const present = readBytes(beside);
  if (present !== undefined) {
    const name = posix.basename(beside);
    const read = parseAttestations(new TextDecoder().decode(present), name);
    const verified = andThen(read, (bundles) => verifyAttestations(bundles, expected, root));
    return map(verified, () => beside);
  }
  const signed = await sign(statementOf(file), root);
  if ("problem" in signed) return refuse(signingFailed(filename, signed.problem));
  const name = `the new attestation of ${filename}`;
  const bundle = parseBundle(JSON.stringify(signed.bundle), name);
  const attestation = andThen(bundle, (one) =>
    andThen(verifyAttestations([{ bundle: one, name }], expected, root), () =>
      attestationOf(one, name),
    ),
  );
  if (!attestation.ok) {
    return refuse(signingFailed(filename, attestation.refusals.map(({ seen }) => seen).join("; ")));
  }
  writeFile(beside, JSON.stringify(attestation.value));
  return accept(beside);
}

function statementOf({ filename, digest }: BuiltFile): Uint8Array {
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: filename, digest: { sha256: digestDigits(digest) } }],
    predicateType: publishType,
    predicate: null,
  };
  return new TextEncoder().encode(JSON.stringify(statement));
}

function signingFailed(filename: string, problem: string) {
  return {
    name: "signing-failed",
    seen: `${filename} could not be signed, so nothing was uploaded: ${problem}`,
    remedy:
      "Run it again, and look at Sigstore's status page. To publish without attestations, set attestations: false.",
  } as const;
}
