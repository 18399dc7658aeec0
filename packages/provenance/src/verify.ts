import {
  accept,
  acceptUnless,
  andThen,
  isNonEmpty,
  type NonEmpty,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import {
  type SignedEntity,
  type Signer,
  type TrustMaterial,
  toSignedEntity,
} from "@sigstore/verify";
import type { NamedBundle } from "./attestations.ts";
import type { Bundle } from "./bundle.ts";
import { diagnose } from "./diagnose.ts";
import { type Identity, identityOf } from "./identity.ts";
import { foreignness, type Publisher } from "./publisher.ts";
import { unproven } from "./refusals.ts";
import { differences, parseStatement, type Subject } from "./statement.ts";
import { requireStrict } from "./strict.ts";
import { type TrustedRoot, verifierOf } from "./trusted-root.ts";

/** What an attestation must be. */
export interface Expected {
  readonly subject: Subject;
  readonly publisher: Publisher;
  /** The kinds of statement that will do; any if undefined. */
  readonly predicateTypes: readonly string[] | undefined;
}

/** A statement that is proven. */
export interface Attested {
  readonly identity: Identity;
  readonly predicateType: string;
  readonly predicate: unknown;
}

/**
 * Verifies an attestation: first that its signature, certificate and log entry are proven by the trusted root, then
 * that it is about the subject, and by the publisher. It asks nobody, and never throws.
 *
 * @param name what the attestation is called in refusals
 * @returns what it says; or `attestation-unproven` (LA661); or every difference: `attestation-unreadable` (LA660),
 * `attestation-elsewhere` (LA662), `publisher-foreign` (LA663)
 */
export function verifyAttestation(
  bundle: Bundle,
  { subject, publisher, predicateTypes }: Expected,
  { material }: TrustedRoot,
  name: string,
): Result<Attested> {
  return andThen(prove(bundle, material, name), (signer) => {
    const identity = identityOf(signer);
    const statement = parseStatement(payloadOf(bundle), name);
    if (!statement.ok)
      return refuse(...statement.refusals, ...foreignness(identity, publisher, name));
    const { predicateType, predicate } = statement.value;
    return acceptUnless(
      [
        ...differences(statement.value, subject, predicateTypes, name),
        ...foreignness(identity, publisher, name),
      ],
      { identity, predicateType, predicate },
    );
  });
}

function payloadOf({ content }: Bundle): Uint8Array {
  return content.$case === "dsseEnvelope" ? content.dsseEnvelope.payload : new Uint8Array();
}

/**
 * Verifies all attestations of one thing. Those of another kind than the wanted one are left out, if there is one of the
 * wanted kind. Of the rest none may be foreign: a publisher who is not known must not hide behind one who is.
 *
 * @returns what each says; or all refusals of `verifyAttestation`
 */
export function verifyAttestations(
  bundles: NonEmpty<NamedBundle>,
  expected: Expected,
  root: TrustedRoot,
): Result<NonEmpty<Attested>> {
  const { predicateTypes } = expected;
  const wanted = bundles.filter(({ bundle, name }) => {
    const statement = parseStatement(payloadOf(bundle), name);
    return statement.ok && predicateTypes?.includes(statement.value.predicateType);
  });
  return traverse(isNonEmpty(wanted) ? wanted : bundles, ({ bundle, name }) =>
    verifyAttestation(bundle, expected, root, name),
  );
}

/** Who signed, if all of it is proven. */
function prove(bundle: Bundle, material: TrustMaterial, name: string): Result<Signer> {
  let entity: SignedEntity | undefined;
  try {
    entity = toSignedEntity(bundle);
    const signer = verifierOf(material).verify(entity);
    requireStrict(bundle, material);
    return accept(signer);
  } catch (error) {
    const { seen, remedy } = diagnose(error, bundle, entity, material);
    return refuse(unproven(`${name} ${seen}`, remedy));
  }
}
