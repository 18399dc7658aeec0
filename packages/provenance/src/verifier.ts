/**
 * All that needs Sigstore's libraries, which are large: import it only when there is something to check, by `import()`.
 */
export { attestationOf, bundleOf, parseAttestation } from "./attestation.ts";
export { parseAttestations } from "./attestations.ts";
export { type Bundle, parseBundle } from "./bundle.ts";
export type { Identity } from "./identity.ts";
export { parseTrustedRoot, publicGoodRoot, type TrustedRoot } from "./trusted-root.ts";
export { type Attested, type Expected, verifyAttestation, verifyAttestations } from "./verify.ts";
