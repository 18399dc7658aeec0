import { attestationMissing, type Publisher, publisherLine } from "@lablink-actions/provenance";
import type { IndexFile, Provenance, PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  acceptUnless,
  andThen,
  type Digest,
  isNonEmpty,
  map,
  type Refusal,
  type Result,
  traverse,
} from "@lablink-actions/release-core";
import type { InstallableVersion } from "./installable.ts";

/** What is asked of the provenance of a version. */
export interface ProvenancePolicy {
  readonly mode: "if-present" | "require" | "off";
  readonly publisher: Publisher;
  /** The text of another trusted root; Sigstore's public instance if undefined. */
  readonly trustedRoot: string | undefined;
}

interface Checked {
  /** What the summary shows of each version. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly warnings: readonly string[];
}

/** PEP 740: the kinds of statement that an index takes. */
const predicateTypes = [
  "https://docs.pypi.org/attestations/publish/v1",
  "https://slsa.dev/provenance/v1",
];

/**
 * Asks the index for the provenance of every file that can be installed, and verifies what it gives: each attestation
 * must be proven, about that file, and by the publisher.
 *
 * @returns what the summary shows; or everything that is wrong: LA660 to LA664, or what the index says if it cannot be
 * asked (LA801, LA802)
 */
export async function checkProvenance(
  index: PythonIndex,
  versions: readonly InstallableVersion[],
  policy: ProvenancePolicy,
): Promise<Result<Checked>> {
  if (policy.mode === "off") {
    return accept({ facts: [["Provenance", "not checked, by provenance: off"]], warnings: [] });
  }
  const asked = await Promise.all(versions.map((version) => ask(index, version)));
  const answers = traverse(asked, (one) => one);
  if (!answers.ok) return answers;
  const refusals =
    policy.mode === "require" ? answers.value.flatMap((one) => lacking(index, one)) : [];
  const verified = await verifyAll(answers.value, policy);
  if (!verified.ok)
    return acceptUnless([...refusals, ...verified.refusals], { facts: [], warnings: [] });
  return acceptUnless(refusals, {
    facts: verified.value,
    warnings: answers.value.flatMap(warningsOf),
  });
}

interface Answered {
  readonly version: InstallableVersion;
  readonly files: readonly (readonly [file: IndexFile, provenance: Provenance])[];
}

async function ask(index: PythonIndex, version: InstallableVersion): Promise<Result<Answered>> {
  const files = version.files.filter(({ yanked }) => yanked === undefined);
  const answers = await Promise.all(
    files.map(async (file) =>
      map(await index.provenance(version.subject, file), (found) => [file, found] as const),
    ),
  );
  return map(
    traverse(answers, (one) => one),
    (found) => ({ version, files: found }),
  );
}

/** `attestation-missing` (LA664) for each file that has none. */
function lacking({ url }: PythonIndex, { files }: Answered): readonly Refusal[] {
  return files.flatMap(([{ filename }, provenance]) => {
    if (provenance.name === "given") return [];
    const seen =
      provenance.name === "none"
        ? `${url} has no attestation of ${filename}`
        : `the attestations of ${filename} are listed at ${provenance.origin}, and only the index ${url} itself is asked`;
    return [
      attestationMissing(
        seen,
        "Publish a version with attestations, as publish-package does with trusted publishing; or set provenance: if-present.",
      ),
    ];
  });
}

/** Sigstore's verifier is large, so it is loaded only if there is something to verify. */
async function verifyAll(
  answers: readonly Answered[],
  { publisher, trustedRoot }: ProvenancePolicy,
): Promise<Result<Checked["facts"]>> {
  const isGiven = answers.some(({ files }) => files.some(([, { name }]) => name === "given"));
  if (!isGiven) return accept(answers.map((one) => [labelOf(one), countsOf(one)] as const));
  const verifier = await import("@lablink-actions/provenance/verifier");
  const root =
    trustedRoot === undefined
      ? accept(verifier.publicGoodRoot())
      : verifier.parseTrustedRoot(trustedRoot, "trusted-root");
  return andThen(root, (believed) =>
    traverse(answers, (answer) => {
      const given = answer.files.flatMap(([{ filename, digest }, provenance]) =>
        provenance.name === "given" && digest !== undefined
          ? [{ filename, digest, text: provenance.text }]
          : [],
      );
      const attested = traverse(given, ({ filename, digest, text }: Given) =>
        andThen(verifier.parseAttestations(text, `the provenance of ${filename}`), (bundles) =>
          verifier.verifyAttestations(
            bundles,
            { subject: { filename, digest }, publisher, predicateTypes },
            believed,
          ),
        ),
      );
      return map(attested, (all) => {
        const lines = new Set(all.flat().map(({ identity }) => publisherLine(identity)));
        return [labelOf(answer), [countsOf(answer), ...lines].join("\n")] as const;
      });
    }),
  );
}

interface Given {
  readonly filename: string;
  readonly digest: Digest;
  readonly text: string;
}

function labelOf({ version: { subject } }: Answered): string {
  return `Provenance of ${subject}`;
}

function countsOf({ files }: Answered): string {
  const signed = files.filter(([, { name }]) => name === "given").length;
  if (signed > 0) return `${signed} of ${files.length} files signed`;
  const other = files.find(([, { name }]) => name === "elsewhere")?.[1];
  const where = other?.name === "elsewhere" ? `, listed at ${other.origin}` : "";
  return `not checked: the index has no attestation${where}, so nothing proves who published it`;
}

/** A file that somebody has added to a signed release. */
function warningsOf({ version, files }: Answered): readonly string[] {
  const bare = files.filter(([, { name }]) => name !== "given").map(([{ filename }]) => filename);
  if (!isNonEmpty(bare) || bare.length === files.length) return [];
  return [
    `${bare.join(", ")} of ${version.subject} ${version.version.canonical} has no attestation, and other files of the same version have one`,
  ];
}
