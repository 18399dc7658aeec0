import type { Refusal } from "@lablink-actions/release-core";

/**
 * `attestation-unreadable` (LA660): it is not what its standard describes.
 *
 * @param seen a clause that begins with the attestation's name
 */
export function unreadable(seen: string): Refusal {
  return {
    name: "attestation-unreadable",
    seen,
    remedy:
      "Fetch it again. If it is the same, it was not written by a tool that signs: sign the file again.",
  };
}

/** `attestation-unproven` (LA661): signature, certificate, log or time is not proven by the trusted root. */
export function unproven(seen: string, remedy: string): Refusal {
  return { name: "attestation-unproven", seen, remedy };
}

/** `attestation-elsewhere` (LA662): what is signed is a statement about something else. */
export function elsewhere(seen: string, remedy: string): Refusal {
  return { name: "attestation-elsewhere", seen, remedy };
}

/** `publisher-foreign` (LA663): the signed statement was not made by whom it should be. */
export function foreign(seen: string): Refusal {
  return {
    name: "publisher-foreign",
    seen,
    remedy:
      "Find out who published it before you use it. If that publisher is right, give it as publisher; for verify-provenance, as repository, workflow and ref.",
  };
}

/** `attestation-missing` (LA664): there must be one, and there is none. */
export function missing(seen: string, remedy: string): Refusal {
  return { name: "attestation-missing", seen, remedy };
}
