/** The hash of bytes, with its algorithm: `sha256:…` (OCI image specification, descriptor.md, "Digests"). */
export type Digest = string & { readonly digest: never };

export type DigestAlgorithm = "sha256" | "sha512";

/** True for a digest of one of the two registered algorithms, in lower case and of the right length. */
export function isDigest(text: string): text is Digest {
  return /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
}

export function digestAlgorithm(digest: Digest): DigestAlgorithm {
  return digest.startsWith("sha512:") ? "sha512" : "sha256";
}

/** The digest with these 64 hexadecimal digits of a SHA-256; undefined for any other text. */
export function sha256Digest(digits: string): Digest | undefined {
  const digest = `sha256:${digits.toLowerCase()}`;
  return isDigest(digest) ? digest : undefined;
}

/** The digits without the algorithm, as indexes and `sha256sum` write them. */
export function digestDigits(digest: Digest): string {
  return digest.slice(digest.indexOf(":") + 1);
}
