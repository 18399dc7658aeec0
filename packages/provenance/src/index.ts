export { attestationOf, bundleOf, parseAttestation } from "./attestation.ts";
export { type Bundle, parseBundle } from "./bundle.ts";
export type { Identity } from "./identity.ts";
export { type Publisher, parsePublisher } from "./publisher.ts";
export type { Subject } from "./statement.ts";
export { parseTrustedRoot, publicGoodRoot, type TrustedRoot } from "./trusted-root.ts";
export { type Expected, verifyAttestation } from "./verify.ts";
