import { cancelled, environmentVariable, mask } from "@lablink-actions/action-kit";
import { bundleToJSON } from "@sigstore/bundle";
import { DSSEBundleBuilder, FulcioSigner, RekorWitness } from "@sigstore/sign";
import type { Sign } from "./attest.ts";
import askSigstore from "./sigstore-fetch.ts";

const timeout = 20_000;
const retry = { retries: 2 };

/**
 * Signs a statement without a key of its own: Fulcio certifies the identity of the job, and Rekor gets an entry
 * (@sigstore/sign). PEP 740 has no place for a timestamp, and the entry has the time.
 */
export const signAsJob: Sign = async (statement, { services }) => {
  if (services === undefined) return { problem: "the trusted root names no service that signs" };
  const { authority, log } = services;
  const signer = new FulcioSigner({
    fulcioBaseURL: authority,
    identityProvider: { getToken },
    timeout,
    retry,
  });
  const witnesses = [new RekorWitness({ rekorBaseURL: log, timeout, retry })];
  const builder = new DSSEBundleBuilder({ signer, witnesses });
  try {
    const type = "application/vnd.in-toto+json";
    return { bundle: bundleToJSON(await builder.create({ data: Buffer.from(statement), type })) };
  } catch (error) {
    cancelled().throwIfAborted();
    return { problem: problemOf(error) };
  }
};

/** The job's identity for Sigstore, from GitHub. */
async function getToken(): Promise<string> {
  const url = new URL(environmentVariable("ACTIONS_ID_TOKEN_REQUEST_URL") ?? "");
  url.searchParams.set("audience", "sigstore");
  const authorization = `Bearer ${environmentVariable("ACTIONS_ID_TOKEN_REQUEST_TOKEN")}`;
  const answer = await askSigstore(url.href, {
    method: "GET",
    headers: { authorization },
    timeout,
  });
  if (!answer.ok) throw new Error(`GitHub answered ${answer.status}`);
  const { value } = (await answer.json()) as { readonly value?: unknown };
  if (typeof value !== "string" || value === "") throw new Error("GitHub gave no token");
  mask(value);
  return value;
}

/** The library's message may hold the token, so only its code and the cause count. */
function problemOf(error: unknown): string {
  const { code, cause } = error as { readonly code?: string; readonly cause?: unknown };
  const step = steps[code ?? ""] ?? "Sigstore's library failed";
  const reason =
    cause instanceof Error && code !== "IDENTITY_TOKEN_PARSE_ERROR" ? cause.message : "";
  return reason === "" ? step : `${step} (${reason})`;
}

const steps: Readonly<Record<string, string>> = {
  IDENTITY_TOKEN_READ_ERROR: "GitHub did not give the job's identity",
  IDENTITY_TOKEN_PARSE_ERROR: "GitHub gave an identity that is not a token",
  CA_CREATE_SIGNING_CERTIFICATE_ERROR: "Fulcio gave no certificate",
  TLOG_CREATE_ENTRY_ERROR: "Rekor made no entry",
  TLOG_FETCH_ENTRY_ERROR: "Rekor did not show its entry",
};
