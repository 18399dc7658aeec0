import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto";
import { text } from "node:stream/consumers";
import { bundleToJSON } from "@sigstore/bundle";
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from "@sigstore/mock";
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from "@sigstore/protobuf-specs";
import { DSSEBundleBuilder, FulcioSigner, RekorWitness } from "@sigstore/sign";
import { listen } from "./registry-server.ts";

/** What GitHub says of a run, as its token has it. */
export type Claims = Readonly<Record<string, string>>;

export interface TestSigstore extends AsyncDisposable {
  readonly url: string;
  /** The text of its trusted_root.json. */
  readonly trustedRoot: string;
  /** The paths that were asked. */
  readonly requests: readonly string[];
  /** Signs a statement for a run, as a Sigstore bundle in JSON. */
  readonly sign: (statement: unknown, claims?: Claims, payloadType?: string) => Promise<unknown>;
}

/** The claims of a run of release.yml of talmolab/lablink, for its version tag. */
export const releaseClaims: Claims = {
  iss: "https://token.actions.githubusercontent.com",
  sub: "https://github.com/talmolab/lablink/.github/workflows/release.yml@refs/tags/v1.2.3",
  repository: "talmolab/lablink",
  ref: "refs/tags/v1.2.3",
  sha: "6f5b1f5f3cde5f7a0cf3a1e9f2f3d1c2b3a4f5e6",
  workflow_ref: "talmolab/lablink/.github/workflows/release.yml@refs/tags/v1.2.3",
  job_workflow_ref: "talmolab/lablink/.github/workflows/release.yml@refs/tags/v1.2.3",
  run_id: "42",
  run_attempt: "1",
};

/** A token with these claims, as a workflow's job gets one. Nobody has signed it. */
export function identityToken(claims: Claims): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.`;
}

interface SigstoreOptions {
  /** When its certificates and log entries are made; default: now. */
  readonly clock?: Date;
  /** The years of its authority and its logs by its trusted root. */
  readonly validFor?: { readonly start: Date; readonly end?: Date };
  /** Answers instead of it, if it gives something. */
  readonly fault?: (path: string) => { readonly status: number; readonly body: string } | undefined;
}

/** An instance of Sigstore of our own: Fulcio, Rekor and a timestamp authority of @sigstore/mock, on one server. */
export async function startSigstore(options: SigstoreOptions = {}): Promise<TestSigstore> {
  const { clock, validFor = { start: new Date(0) }, fault } = options;
  const keys = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const requests: string[] = [];
  const handlers: { path: string; fn: (body: string) => Promise<HandlerAnswer> }[] = [];
  const server = await listen(async (request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const other = fault?.(path);
    if (other !== undefined) return void response.writeHead(other.status).end(other.body);
    const handler = handlers.find((one) => one.path === path);
    if (handler === undefined) return void response.writeHead(404).end();
    const answer = await handler.fn(await text(request));
    response.writeHead(answer.statusCode, { "content-type": answer.contentType ?? "text/plain" });
    response.end(answer.response);
  });
  const certificateLog = await initializeCTLog(keys, clock);
  const authority = await initializeCA(keys, certificateLog, clock);
  const log = await initializeTLog(server.url, keys, clock);
  const timestamps = await initializeTSA(keys, clock);
  const recordingLog = {
    publicKey: log.publicKey,
    log: (entry: object) => log.log(asLogged(entry as ProposedEntry)),
    logV2: () => Promise.reject(new Error("this log has version 1")),
  };
  handlers.push(fulcioHandler(authority), rekorHandler(recordingLog), tsaHandler(timestamps));

  const logOf = (publicKey: Buffer) => ({
    baseUrl: server.url,
    hashAlgorithm: HashAlgorithm.SHA2_256,
    publicKey: {
      rawBytes: publicKey,
      keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
      validFor,
    },
    logId: { keyId: createHash("sha256").update(publicKey).digest() },
    checkpointKeyId: undefined,
    operator: "",
  });
  const authorityOf = (...certificates: Uint8Array[]) => ({
    subject: { organization: "sigstore.mock", commonName: "sigstore" },
    uri: server.url,
    certChain: { certificates: certificates.map((raw) => ({ rawBytes: Buffer.from(raw) })) },
    validFor,
    operator: "",
  });
  const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    new Uint8Array(buffer, byteOffset, byteLength);
  const root = TrustedRoot.toJSON({
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [logOf(log.publicKey)],
    ctlogs: [logOf(certificateLog.publicKey)],
    certificateAuthorities: [authorityOf(bytesOf(authority.rootCertificate))],
    timestampAuthorities: [
      authorityOf(bytesOf(timestamps.intCertificate), bytesOf(timestamps.rootCertificate)),
    ],
  });
  return {
    url: server.url,
    trustedRoot: JSON.stringify(root),
    requests,
    async sign(statement, claims = releaseClaims, type = "application/vnd.in-toto+json") {
      const signer = new FulcioSigner({
        fulcioBaseURL: server.url,
        identityProvider: { getToken: async () => identityToken(claims) },
      });
      const witnesses = [new RekorWitness({ rekorBaseURL: server.url })];
      const builder = new DSSEBundleBuilder({ signer, witnesses });
      return bundleToJSON(
        await builder.create({ data: Buffer.from(JSON.stringify(statement)), type }),
      );
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

interface HandlerAnswer {
  readonly statusCode: number;
  readonly response: string | ArrayBufferView;
  readonly contentType?: string;
}

interface ProposedEntry {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: {
    readonly proposedContent: { readonly envelope: string; readonly verifiers: readonly string[] };
  };
}

/** The entry as Rekor writes it into its log. The mock would write what was proposed, which nobody can verify. */
function asLogged({ apiVersion, kind, spec: { proposedContent } }: ProposedEntry) {
  const { envelope, verifiers } = proposedContent;
  const { payload, signatures } = JSON.parse(envelope);
  const hash = (bytes: Uint8Array | string) => ({
    algorithm: "sha256",
    value: createHash("sha256").update(bytes).digest("hex"),
  });
  const [{ sig }] = signatures;
  return {
    apiVersion,
    kind,
    spec: {
      envelopeHash: hash(envelope),
      payloadHash: hash(Buffer.from(payload, "base64")),
      signatures: [{ signature: sig, verifier: canonicalPem(verifiers[0] ?? "") }],
    },
  };
}

/** A certificate in PEM, in base64, as Rekor writes it: with lines of one length, and a line's end. */
function canonicalPem(encoded: string): string {
  const certificate = new X509Certificate(Buffer.from(encoded, "base64"));
  return Buffer.from(certificate.toString()).toString("base64");
}
