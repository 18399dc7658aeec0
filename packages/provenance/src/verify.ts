import { accept, acceptUnless, andThen, type Result, refuse } from "@lablink-actions/release-core";
import {
  type SignedEntity,
  type Signer,
  type TrustMaterial,
  toSignedEntity,
} from "@sigstore/verify";
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
  readonly predicateTypes?: readonly string[];
}

/** A statement that is proven. */
interface Attested {
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
