import { accept, type Result, refuse } from "@lablink-actions/release-core";
import {
  anything,
  check,
  clauseIn,
  integer,
  list,
  open,
  type Problem,
  type Shaped,
} from "@lablink-actions/shape";
import { bundleToJSON } from "@sigstore/bundle";
import { base64 } from "./base64.ts";
import { type Bundle, fromJson } from "./bundle.ts";
import { unreadable } from "./refusals.ts";

/** PEP 740, "Attestation objects". */
const shape = open({
  version: integer,
  verification_material: open({
    certificate: base64,
    transparency_entries: list(anything, { notEmpty: true }),
  }),
  envelope: open({ statement: base64, signature: base64 }),
});

/** An attestation of a file on a Python index (PEP 740), with the keys that the standard gives it. */
type Attestation = Shaped<typeof shape>;

/**
 * Reads an attestation of PEP 740.
 *
 * @param name what it is called in a refusal
 * @returns it; or `attestation-unreadable` (LA660)
 */
export function parseAttestation(value: unknown, name: string): Result<Attestation> {
  const checked = check(shape, value);
  if (!checked.ok) return refuse(unreadable(problemOf(checked.problems[0], name)));
  const { version } = checked.value;
  if (version === 1) return accept(checked.value);
  return refuse(unreadable(`${name} has version ${version}, and only version 1 is known`));
}

function problemOf(problem: Problem, name: string): string {
  return clauseIn(problem, `${name}, as an attestation of PEP 740,`);
}

const mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const payloadType = "application/vnd.in-toto+json";

/**
 * The Sigstore bundle (v0.3) with the same content. PEP 740 has the same fields under other names.
 *
 * @returns it; or `attestation-unreadable` (LA660)
 */
export function bundleOf(attestation: Attestation, name: string): Result<Bundle> {
  const { verification_material: material, envelope } = attestation;
  const bundle = {
    mediaType,
    verificationMaterial: {
      certificate: { rawBytes: material.certificate },
      tlogEntries: material.transparency_entries,
    },
    dsseEnvelope: {
      payload: envelope.statement,
      payloadType,
      signatures: [{ sig: envelope.signature }],
    },
  };
  return fromJson(bundle, name);
}

/**
 * The attestation with the same content as a bundle of one certificate. PEP 740 has no place for timestamps.
 *
 * @returns it; or `attestation-unreadable` (LA660) for a bundle that PEP 740 cannot hold
 */
export function attestationOf(bundle: Bundle, name: string): Result<Attestation> {
  const { verificationMaterial: material, dsseEnvelope } = bundleToJSON(bundle) as Serialized;
  return parseAttestation(
    {
      version: 1,
      verification_material: {
        certificate: material.certificate?.rawBytes,
        transparency_entries: material.tlogEntries.map(inFull),
      },
      envelope: {
        statement: dsseEnvelope?.payload,
        signature: dsseEnvelope?.signatures[0]?.sig,
      },
    },
    name,
  );
}

/** With the fields that the library leaves out if they are zero or empty: other readers require them. */
function inFull({ inclusionProof, ...entry }: LogEntry): LogEntry {
  return {
    logIndex: "0",
    ...entry,
    ...(inclusionProof && { inclusionProof: { logIndex: "0", hashes: [], ...inclusionProof } }),
  };
}

interface LogEntry {
  readonly logIndex?: string;
  readonly inclusionProof?: object;
}

/** What the library writes of a bundle. */
interface Serialized {
  readonly verificationMaterial: {
    readonly certificate?: { readonly rawBytes: string };
    readonly tlogEntries: readonly LogEntry[];
  };
  readonly dsseEnvelope?: {
    readonly payload: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
}
