/** Attestations of a Sigstore of our own: what is verified, and the words of each refusal. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSigstore, type TestSigstore } from "@lablink-actions/testkit";
import {
  attestationOf,
  bundleOf,
  parseAttestation,
  parseBundle,
  parseTrustedRoot,
  verifyAttestation,
} from "../src/verifier.ts";
import {
  accepted,
  claims,
  expected,
  filename,
  messagesOf,
  publisherOf,
  statement,
  verify,
} from "./support.ts";

let sigstore: TestSigstore;
let signed: unknown;

beforeAll(async () => {
  sigstore = await startSigstore();
  signed = await sigstore.sign(statement());
});

afterAll(async () => await sigstore[Symbol.asyncDispose]());

test("a statement of the publisher about the file is accepted, with who signed it", () => {
  expect(accepted(verify(signed, sigstore))).toMatchObject({
    identity: {
      repository: "https://github.com/talmolab/lablink",
      ref: "refs/tags/v1.2.3",
      run: "https://github.com/talmolab/lablink/actions/runs/42/attempts/1",
    },
    predicateType: expected.predicateTypes?.[0],
  });
});

test("a bundle becomes an attestation of PEP 740, and that a bundle with the same content", () => {
  const bundle = accepted(parseBundle(JSON.stringify(signed), "the bundle"));
  const attestation = accepted(attestationOf(bundle, "the bundle"));
  expect(Object.keys(attestation)).toEqual(["version", "verification_material", "envelope"]);
  const read = accepted(parseAttestation(JSON.parse(JSON.stringify(attestation)), "it"));
  const root = accepted(parseTrustedRoot(sigstore.trustedRoot, "root"));
  const again = accepted(bundleOf(read, "it"));
  expect(verifyAttestation(again, expected, root, "it").ok).toBe(true);
  expect(accepted(attestationOf(again, "it"))).toEqual(attestation);
});

test("the repository's name may be written in other capital letters, and only that", () => {
  const publisher = publisherOf({ repository: "TalmoLab/LabLink" });
  expect(verify(signed, sigstore, { ...expected, publisher }).ok).toBe(true);
  for (const repository of ["talmolab/lablin", "talmolab/lablink2", "evil/lablink"]) {
    expect(
      messagesOf(verify(signed, sigstore, { ...expected, publisher: publisherOf({ repository }) })),
    ).toEqual([
      expect.stringContaining(
        `LA663 publisher-foreign: the bundle was signed by the repository "https://github.com/talmolab/lablink", and must be by ${repository}.`,
      ),
    ]);
  }
});

test.each([
  [
    "another workflow",
    { workflow: "publish.yml" },
    'by the workflow "release.yml", and must be by publish.yml',
  ],
  ["another ref", { ref: "main" }, 'in a run of the ref "refs/tags/v1.2.3", and must be of main'],
  [
    "no environment",
    { environment: "pypi" },
    "in the environment that it does not name, and must be in pypi",
  ],
  [
    "another issuer",
    { issuer: "https://gitlab.com" },
    'for an identity of "https://token.actions.githubusercontent.com", and must be of https://gitlab.com',
  ],
])("%s than the publisher's is refused", (_, changes, words) => {
  const publisher = { ...expected.publisher, ...changes };
  expect(messagesOf(verify(signed, sigstore, { ...expected, publisher }))).toEqual([
    expect.stringContaining(words),
  ]);
});

test("a workflow of another repository that the run called does not count as the run's own", async () => {
  const other = await sigstore.sign(
    statement(),
    claims({ workflow_ref: "evil/x/.github/workflows/release.yml@refs/heads/main" }),
  );
  expect(messagesOf(verify(other, sigstore))).toEqual([
    expect.stringMatching(/LA663 .* by the workflow "https:\/\/github.com\/evil\/x\//),
  ]);
});

test.each([
  [
    "another digest",
    { subject: [{ name: filename, digest: { sha256: "0".repeat(64) } }] },
    /LA662 .*with 0{64}, and not about sha256 [0-9a-f]{64}/,
  ],
  [
    "another name",
    { subject: [{ name: "other.whl", digest: statement().subject[0]?.digest }] },
    /LA662 .*is about "other.whl", and the file is lablink_client/,
  ],
  [
    "subjects without the file",
    {
      subject: [
        { name: "a", digest: { sha256: "1" } },
        { name: "b", digest: {} },
      ],
    },
    /LA662 .*about "a", "b" with 1, no sha256/,
  ],
  [
    "two subjects",
    { subject: [...statement().subject, { name: "b", digest: {} }] },
    /LA662 .*is about 2 files/,
  ],
  [
    "another predicate",
    { predicateType: "https://example.org/x" },
    /LA662 .*of the kind "https:\/\/example.org\/x", and must be of/,
  ],
  ["no statement", { _type: "https://example.org/x" }, /LA660 .*in-toto's statement/],
])("a proven statement with %s is refused", async (_, changes, words) => {
  const other = await sigstore.sign(statement(changes));
  expect(messagesOf(verify(other, sigstore))).toEqual([expect.stringMatching(words)]);
});

test("everything that differs is reported together", async () => {
  const other = await sigstore.sign(
    statement({ predicateType: "https://example.org/x", subject: [{ name: "a", digest: {} }] }),
    claims({ repository: "evil/x" }),
  );
  expect(messagesOf(verify(other, sigstore)).map((line) => line.slice(0, 5))).toEqual([
    "LA662",
    "LA662",
    "LA663",
  ]);
});

test("what another instance signed is refused: by its name, and if it has the name of a trusted one", async () => {
  await using other = await startSigstore();
  expect(messagesOf(verify(await other.sign(statement()), sigstore))).toEqual([
    expect.stringMatching(
      /LA661 .*of an authority that is called "CN=sigstore, O=sigstore.mock", as one of the trusted root, and has another key: a test instance/,
    ),
  ]);
});

test("a certificate of a time at which the root's authority was not valid is refused", async () => {
  const ended = { start: new Date(0), end: new Date("2026-01-01T00:00:00Z") };
  const root = JSON.parse(sigstore.trustedRoot);
  for (const authority of root.certificateAuthorities) authority.validFor = ended;
  expect(messagesOf(verify(signed, { trustedRoot: JSON.stringify(root) }))).toEqual([
    expect.stringMatching(/LA661 .*a time at which "CN=sigstore, O=sigstore.mock" was not valid/),
  ]);
});

test("a log that the root does not have proves nothing", () => {
  const root = JSON.parse(sigstore.trustedRoot);
  root.tlogs[0].logId.keyId = Buffer.alloc(32).toString("base64");
  expect(messagesOf(verify(signed, { trustedRoot: JSON.stringify(root) }))).toEqual([
    expect.stringMatching(/LA661 .*is not proven by a transparency log of the trusted root/),
  ]);
});

test("a statement without a log entry is refused", () => {
  const bundle = structuredClone(signed) as { verificationMaterial: { tlogEntries: unknown[] } };
  bundle.verificationMaterial.tlogEntries = [];
  expect(messagesOf(verify(bundle, sigstore))).toEqual([
    expect.stringMatching(/LA661 .*has no proof of when it was signed/),
  ]);
});

test.each([
  ["no JSON", "{", /LA660 .*is not JSON/],
  [
    "a bundle of a public key",
    { verificationMaterial: { publicKey: { hint: "x" } } },
    /LA660 .*signed by a key/,
  ],
  [
    "a statement of another type",
    { dsseEnvelope: { payload: "", payloadType: "text/plain", signatures: [{ sig: "" }] } },
    /LA660 .*signed as text\/plain/,
  ],
  [
    "base64 with spare bits",
    {
      dsseEnvelope: {
        payload: "QR==",
        payloadType: "application/vnd.in-toto+json",
        signatures: [{ sig: "" }],
      },
    },
    /LA660 .*payload of the bundle.* must be base64/,
  ],
])("%s is not read", (_, changes, words) => {
  const text =
    typeof changes === "string" ? changes : JSON.stringify({ ...(signed as object), ...changes });
  expect(messagesOf(parseBundle(text, "the bundle"))).toEqual([expect.stringMatching(words)]);
});

test.each([
  "",
  "{}",
  "[]",
  '{"certificateAuthorities":[{"certChain":{"certificates":[{"rawBytes":"AA=="}]}}]}',
])("%j is not a trusted root", (source) => {
  expect(messagesOf(parseTrustedRoot(source, "trusted-root"))).toEqual([
    expect.stringMatching(/^LA902 .*the input trusted-root names a file that/),
  ]);
});
