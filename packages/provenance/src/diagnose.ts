import { X509Certificate } from "node:crypto";
import { quote } from "@lablink-actions/release-core";
import { type SignedEntity, type TrustMaterial, VerificationError } from "@sigstore/verify";
import type { Bundle } from "./bundle.ts";
import { certificateOf } from "./strict.ts";
import { verifierOf } from "./trusted-root.ts";

interface Diagnosis {
  /** A clause that goes on after the attestation's name. */
  readonly seen: string;
  readonly remedy: string;
}

const doNotUse = "Do not use what it is about. Find out who changed it, or fetch both again.";

/**
 * Why an attestation is not proven, in words: Sigstore's library says at which step it stopped, and that step is often
 * only the first one which a change has reached.
 */
export function diagnose(
  error: unknown,
  bundle: Bundle,
  entity: SignedEntity | undefined,
  material: TrustMaterial,
): Diagnosis {
  try {
    if (entity !== undefined) return explain(error, certificateOf(bundle), entity, material);
  } catch {
    // A certificate that Sigstore's library can read, and Node cannot.
  }
  return { seen: `cannot be read: ${(error as Error).message}`, remedy: doNotUse };
}

function explain(
  error: unknown,
  bytes: Uint8Array,
  entity: SignedEntity,
  material: TrustMaterial,
): Diagnosis {
  const { message } = error as Error;
  const certificate = new X509Certificate(bytes);
  if (!entity.signature.verifySignature(certificate.publicKey)) {
    return {
      seen: "has a signature that is not of its statement and certificate",
      remedy: doNotUse,
    };
  }
  const code = error instanceof VerificationError ? (error.code as string) : "";
  if (code === "CERTIFICATE_ERROR")
    return certificateDiagnosis(message, certificate, entity, material);
  if (code === "TIMESTAMP_ERROR") {
    return {
      seen: `has no proof of when it was signed: ${message}`,
      remedy: "Sign it with a log or timestamp authority that the trusted root has.",
    };
  }
  if (code.startsWith("TLOG")) {
    return {
      seen: `is not proven by a transparency log of the trusted root: ${message}`,
      remedy: `If it was signed by another Sigstore instance, give that one's trusted-root. Otherwise: ${doNotUse}`,
    };
  }
  return { seen: `is not proven: ${message}`, remedy: doNotUse };
}

function certificateDiagnosis(
  message: string,
  certificate: X509Certificate,
  entity: SignedEntity,
  material: TrustMaterial,
): Diagnosis {
  const issuer = quote(certificate.issuer.replaceAll("\n", ", "));
  const signed = `from ${certificate.validFrom}`;
  if (message !== chainFailed) {
    return {
      seen: `has a certificate of ${issuer} that no certificate log has: ${message}`,
      remedy: doNotUse,
    };
  }
  if (isValidIn(entity, withoutEnds(material))) {
    return {
      seen: `has a certificate ${signed}, a time at which ${issuer} was not valid by the trusted root`,
      remedy:
        "Sign it again. If the trusted root is old, use a newer version of this action, or give trusted-root.",
    };
  }
  const times = `${signed} to ${certificate.validTo}`;
  if (hasNamesake(certificate, material)) {
    return {
      seen: `has a certificate (${times}) of an authority that is called ${issuer}, as one of the trusted root, and has another key: a test instance of Sigstore, or a forgery`,
      remedy: "Do not use what it is about. What a test instance signs proves nothing.",
    };
  }
  return {
    seen: `has a certificate (${times}) of ${issuer}, an authority that the trusted root does not have`,
    remedy:
      "If it was signed by another Sigstore instance, give that one's trusted-root. Otherwise do not use it.",
  };
}

function hasNamesake({ issuer }: X509Certificate, { certificateAuthorities }: TrustMaterial) {
  return certificateAuthorities
    .flatMap(({ certChain }) => certChain)
    .some((authority) => new X509Certificate(authority.root.toDER()).subject === issuer);
}

const chainFailed = "Failed to verify certificate chain";

function isValidIn(entity: SignedEntity, material: TrustMaterial): boolean {
  try {
    verifierOf(material).verify(entity);
    return true;
  } catch {
    return false;
  }
}

/** The same root, as if its authorities were valid for ever. Only to find words: nothing is accepted by it. */
function withoutEnds(material: TrustMaterial): TrustMaterial {
  const always = { start: new Date(0), end: new Date(8.64e15) };
  const certificateAuthorities = material.certificateAuthorities.map((authority) => ({
    ...authority,
    validFor: always,
  }));
  return { ...material, certificateAuthorities };
}
