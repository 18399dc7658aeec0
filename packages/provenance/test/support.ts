import { createHash } from "node:crypto";
import { type Digest, type Result, refusalMessage } from "@lablink-actions/release-core";
import { type Claims, releaseClaims, type TestSigstore } from "@lablink-actions/testkit";
import { githubIssuer, type Publisher } from "../src/publisher.ts";
import {
  type Expected,
  parseBundle,
  parseTrustedRoot,
  verifyAttestation,
} from "../src/verifier.ts";

export const publishType = "https://docs.pypi.org/attestations/publish/v1";
export const filename = "lablink_client-1.2.3-py3-none-any.whl";
export const content = "the bytes of a wheel";
export const digest = `sha256:${createHash("sha256").update(content).digest("hex")}` as Digest;

/** A publisher, by default any workflow of talmolab/lablink. */
export function publisherOf(changes: Partial<Publisher> = {}): Publisher {
  const anyRun = { workflow: undefined, ref: undefined, environment: undefined };
  return { repository: "talmolab/lablink", ...anyRun, issuer: githubIssuer, ...changes };
}

/** What the file's attestation must be. */
export const expected: Expected = {
  subject: { digest, filename },
  publisher: publisherOf({ workflow: "release.yml", ref: "v*" }),
  predicateTypes: [publishType],
};

/** The statement of PEP 740 about the file. */
export function statement(changes: object = {}) {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: filename, digest: { sha256: digest.slice(7) } }],
    predicateType: publishType,
    predicate: null,
    ...changes,
  };
}

/** Verifies a bundle in JSON with the root of an instance. */
export function verify(
  bundle: unknown,
  { trustedRoot }: Pick<TestSigstore, "trustedRoot">,
  wanted: Expected = expected,
) {
  const parsed = parseBundle(JSON.stringify(bundle), "the bundle");
  if (!parsed.ok) return parsed;
  return verifyAttestation(
    parsed.value,
    wanted,
    accepted(parseTrustedRoot(trustedRoot, "root")),
    "the bundle",
  );
}

/** What is accepted; throws for a refusal. */
export function accepted<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.refusals.map(refusalMessage).join("\n"));
}

/** The refusals of a result, each in one line. */
export function messagesOf(result: Result<unknown>): readonly string[] {
  return result.ok ? [] : result.refusals.map(refusalMessage);
}

/** The claims of another run. */
export function claims(changes: Claims): Claims {
  return { ...releaseClaims, ...changes };
}
