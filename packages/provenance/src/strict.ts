import { X509Certificate } from "node:crypto";
import type { TrustMaterial } from "@sigstore/verify";
import type { Bundle } from "./bundle.ts";

/**
 * Checks what Sigstore's library leaves unread, so that no changed byte of what proves a statement is accepted: the
 * certificate's outer fields, and the proof's own copy of the log's size and hash.
 *
 * Throws if something differs.
 */
export function requireStrict(bundle: Bundle, { certificateAuthorities }: TrustMaterial): void {
  const { tlogEntries } = bundle.verificationMaterial;
  const raw = certificateOf(bundle);
  const leaf = new X509Certificate(raw);
  const isIssued = certificateAuthorities
    .flatMap(({ certChain }) => certChain)
    .some((authority) => leaf.verify(new X509Certificate(authority.root.toDER()).publicKey));
  if (!leaf.raw.equals(raw) || !isIssued) throw new Error("the certificate is damaged");
  for (const { inclusionProof } of tlogEntries) {
    if (inclusionProof === undefined) continue;
    const { checkpoint, rootHash, treeSize } = inclusionProof;
    const [, size, hash] = signedNote.exec(checkpoint?.envelope ?? "") ?? [];
    if (size !== treeSize || hash !== rootHash.toString("base64")) {
      throw new Error("the log's proof is of another size or hash than its checkpoint");
    }
  }
}

/**
 * A checkpoint: the log's name, size and hash, an empty line, and signatures in base64. The library skips lines that it
 * does not know, and reads other base64 as well.
 */
const signedNote =
  /^[^\n]+\n(\d+)\n([^\n]+)\n(?:[^\n]+\n)*\n(?:\u2014 \S+ (?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?\n)+$/u;

/** The bytes of the certificate that signed. */
export function certificateOf({ verificationMaterial: { content } }: Bundle): Buffer {
  switch (content.$case) {
    case "certificate":
      return content.certificate.rawBytes;
    case "x509CertificateChain":
      return content.x509CertificateChain.certificates[0]?.rawBytes ?? Buffer.alloc(0);
    case "publicKey":
      return Buffer.alloc(0);
  }
}
