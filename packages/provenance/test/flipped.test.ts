/** No changed bit is accepted, and nothing throws. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSigstore, type TestSigstore } from "@lablink-actions/testkit";
import fc from "fast-check";
import { parseRefPattern, parseRepository, parseWorkflow } from "../src/publisher.ts";
import {
  bundleOf,
  parseAttestation,
  parseBundle,
  parseTrustedRoot,
  type TrustedRoot,
  verifyAttestation,
} from "../src/verifier.ts";
import { accepted, digest, expected, statement, verify } from "./support.ts";

let sigstore: TestSigstore;
let signed: Json;
let root: TrustedRoot;

// biome-ignore lint/suspicious/noExplicitAny: the bundle is walked by paths.
type Json = any;

beforeAll(async () => {
  sigstore = await startSigstore();
  signed = await sigstore.sign(statement());
  root = accepted(parseTrustedRoot(sigstore.trustedRoot, "root"));
});

afterAll(async () => await sigstore[Symbol.asyncDispose]());

/** Each field, and how its bytes are written. */
const fields = {
  statement: ["dsseEnvelope.payload", "base64"],
  signature: ["dsseEnvelope.signatures.0.sig", "base64"],
  certificate: ["verificationMaterial.certificate.rawBytes", "base64"],
  "log's name": ["verificationMaterial.tlogEntries.0.logId.keyId", "base64"],
  "log's promise": [
    "verificationMaterial.tlogEntries.0.inclusionPromise.signedEntryTimestamp",
    "base64",
  ],
  "log's body": ["verificationMaterial.tlogEntries.0.canonicalizedBody", "base64"],
  "log's hash": ["verificationMaterial.tlogEntries.0.inclusionProof.rootHash", "base64"],
  "log's checkpoint": [
    "verificationMaterial.tlogEntries.0.inclusionProof.checkpoint.envelope",
    "utf8",
  ],
  "log's size": ["verificationMaterial.tlogEntries.0.inclusionProof.treeSize", "utf8"],
  "place in all logs": ["verificationMaterial.tlogEntries.0.logIndex", "utf8"],
  "time of the log": ["verificationMaterial.tlogEntries.0.integratedTime", "utf8"],
} as const;

function flipped(path: string, encoding: BufferEncoding, place: number): Json {
  const copy = structuredClone(signed);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const holder = keys.reduce((value, key) => value[key], copy);
  const bytes = Buffer.from(holder[last], encoding);
  const bit = place % (bytes.length * 8);
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  holder[last] = bytes.toString(encoding);
  return copy;
}

test.each(Object.entries(fields))("any bit flipped in the %s is refused", (_, [path, encoding]) => {
  fc.assert(
    fc.property(fc.nat(), (place) => {
      expect(verify(flipped(path, encoding, place), sigstore).ok).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test("any bit flipped in the digest of the file is refused", () => {
  fc.assert(
    fc.property(fc.nat(255), (bit) => {
      const bytes = Buffer.from(digest.slice(7), "hex");
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const subject = { digest: `sha256:${bytes.toString("hex")}` as typeof digest };
      expect(verify(signed, sigstore, { ...expected, subject }).ok).toBe(false);
    }),
  );
});

test("whatever is read, nothing throws", () => {
  const parts = fc.letrec((tie) => ({
    value: fc.oneof(fc.jsonValue(), fc.constant(signed), tie("object")),
    object: fc.dictionary(
      fc.constantFrom(
        "version",
        "verification_material",
        "certificate",
        "transparency_entries",
        "envelope",
        "statement",
        "signature",
        "mediaType",
        "verificationMaterial",
        "dsseEnvelope",
        "certificateAuthorities",
        "tlogs",
      ),
      fc.oneof(fc.jsonValue(), fc.base64String(), tie("object")),
    ),
  }));
  fc.assert(
    fc.property(parts.value, fc.string(), (value, text) => {
      const bundle = parseBundle(JSON.stringify(value) ?? "", "it");
      if (bundle.ok) verifyAttestation(bundle.value, expected, root, "it");
      const attestation = parseAttestation(value, "it");
      if (attestation.ok) bundleOf(attestation.value, "it");
      parseTrustedRoot(JSON.stringify(value) ?? "", "it");
      for (const parse of [parseRepository, parseWorkflow, parseRefPattern]) parse(text, "it");
    }),
  );
});

test("whatever the certificate and the entry are, nothing throws", () => {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((one) => Buffer.from(one).toString("base64"));
  fc.assert(
    fc.property(bytes, bytes, fc.jsonValue(), (certificate, payload, entry) => {
      const copy = structuredClone(signed);
      copy.verificationMaterial.certificate.rawBytes = certificate;
      copy.verificationMaterial.tlogEntries.push(entry);
      copy.dsseEnvelope.payload = payload;
      expect(verify(copy, sigstore).ok).toBe(false);
    }),
  );
});
