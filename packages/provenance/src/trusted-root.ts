import { accept, invalidInput, type Result, refuse } from "@lablink-actions/release-core";
import { TrustedRoot as Root } from "@sigstore/protobuf-specs";
import { type TrustMaterial, toTrustMaterial, Verifier } from "@sigstore/verify";
import publicGood from "./public-good-root.json" with { type: "json" };

/** Which certificate authorities and logs are believed, and in which years. */
export interface TrustedRoot {
  readonly material: TrustMaterial;
  /** For the summary. */
  readonly name: string;
  /** Where a statement is signed today; undefined if the root does not say. */
  readonly services: Services | undefined;
}

interface Services {
  /** Fulcio, which gives certificates. */
  readonly authority: string;
  /** Rekor, which keeps the entries. */
  readonly log: string;
}

/** The root of Sigstore's public instance that is shipped, with its date. `npm run raise-trusted-root` raises it. */
export function publicGoodRoot(): TrustedRoot {
  const { date, root } = publicGood;
  return read(root, `Sigstore's public instance, as of ${date}`);
}

/**
 * Reads a trusted root: the file trusted_root.json of a Sigstore instance.
 *
 * @returns it; or `input-invalid` (LA902)
 */
export function parseTrustedRoot(source: string, input: string): Result<TrustedRoot> {
  const problem = (clause: string) =>
    refuse(
      invalidInput(
        input,
        `names a file that ${clause}`,
        "Give the file trusted_root.json of that Sigstore instance.",
      ),
    );
  try {
    const root = read(JSON.parse(source), `the file of the input ${input}`);
    const { certificateAuthorities } = root.material;
    return certificateAuthorities.length > 0
      ? accept(root)
      : problem("has no certificate authority");
  } catch {
    return problem("is not a trusted root");
  }
}

/** Throws if it is not one. */
function read(json: unknown, name: string): TrustedRoot {
  const root = Root.fromJSON(json);
  return { material: toTrustMaterial(root), name, services: servicesOf(root) };
}

/**
 * A verifier that wants an entry of a log for each statement and each certificate. A root without logs is of an instance
 * that keeps none, such as GitHub's for private repositories: it has timestamps instead.
 */
export function verifierOf(material: TrustMaterial): Verifier {
  const { tlogs, ctlogs } = material;
  return new Verifier(material, {
    tlogThreshold: tlogs.length > 0 ? 1 : 0,
    ctlogThreshold: ctlogs.length > 0 ? 1 : 0,
    timestampThreshold: 1,
  });
}

/**
 * The first authority and the first log whose time has not ended. The first, because a log of the second kind, which
 * comes later in a root, proves no time, and PEP 740 has no place for a timestamp beside it.
 */
function servicesOf({ certificateAuthorities, tlogs }: Root): Services | undefined {
  const authority = certificateAuthorities.find(({ validFor }) => validFor?.end === undefined);
  const log = tlogs.find(({ publicKey }) => publicKey?.validFor?.end === undefined);
  return authority && log && { authority: authority.uri, log: log.baseUrl };
}
