/** The forms in which attestations are handed on. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSigstore, type TestSigstore } from "@lablink-actions/testkit";
import {
  attestationOf,
  parseAttestations,
  parseBundle,
  parseTrustedRoot,
  verifyAttestations,
} from "../src/verifier.ts";
import { accepted, claims, expected, messagesOf, statement } from "./support.ts";

let sigstore: TestSigstore;
let bundle: string;
let attestation: unknown;
let foreign: string;

beforeAll(async () => {
  sigstore = await startSigstore();
  bundle = JSON.stringify(await sigstore.sign(statement()));
  attestation = accepted(attestationOf(accepted(parseBundle(bundle, "it")), "it"));
  foreign = JSON.stringify(await sigstore.sign(statement(), claims({ repository: "evil/x" })));
});

afterAll(async () => await sigstore[Symbol.asyncDispose]());

const provenance = (...attestations: unknown[]) =>
  JSON.stringify({
    version: 1,
    attestation_bundles: [{ publisher: { kind: "GitHub", repository: "a/b" }, attestations }],
  });

function verifyAll(source: string) {
  const root = accepted(parseTrustedRoot(sigstore.trustedRoot, "root"));
  return verifyAttestations(accepted(parseAttestations(source, "it")), expected, root);
}

test("a bundle, bundles in lines, an attestation and provenance of PEP 740 are read alike", () => {
  const forms = [
    [bundle, 1],
    [`${bundle}\n${bundle}\n`, 2],
    [JSON.stringify(attestation, null, 2), 1],
    [provenance(attestation, attestation), 2],
  ] as const;
  for (const [source, count] of forms) expect(accepted(verifyAll(source))).toHaveLength(count);
});

test("of two attestations one is foreign: that one is named", () => {
  expect(messagesOf(verifyAll(`${bundle}\n${foreign}`))).toEqual([
    expect.stringMatching(/^LA663 publisher-foreign: attestation 2 of it was signed by .*evil\/x/),
  ]);
});

test("one of another kind is left out, also if it is foreign", async () => {
  const other = statement({ predicateType: "https://example.org/sbom" });
  const sbom = JSON.stringify(await sigstore.sign(other, claims({ repository: "evil/x" })));
  expect(accepted(verifyAll(`${sbom}\n${bundle}`))).toHaveLength(1);
  expect(messagesOf(verifyAll(sbom)).map((line) => line.slice(0, 5))).toEqual(["LA662", "LA663"]);
});

test.each([
  ["", "is not JSON"],
  ["no JSON", "is not JSON"],
  ["null", "it is empty"],
  ["{}", "as a Sigstore bundle"],
  ['{"attestation_bundles":1}', "as provenance of PEP 740"],
  ['{"version":2,"attestation_bundles":[]}', "has version 2"],
  ['{"version":1,"attestation_bundles":[]}', "has no attestation"],
  [
    '{"version":3,"envelope":{"statement":"","signature":""},"verification_material":{"certificate":"","transparency_entries":[1]}}',
    "has version 3",
  ],
  [provenance(...Array.from({ length: 33 }, () => ({}))), "more than 32 attestations"],
  [provenance({}), "as an attestation of PEP 740"],
])("it is not read: %#", (source, words) => {
  const messages = messagesOf(parseAttestations(source, "it"));
  expect(messages[0]).toMatch(/^LA660 attestation-unreadable: /);
  expect(messages[0]).toContain(words);
});
