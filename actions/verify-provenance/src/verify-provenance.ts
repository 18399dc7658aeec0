import type { Decision } from "@lablink-actions/action-kit";
import {
  attestationMissing,
  type Publisher,
  repositoryName,
  workflowFile,
} from "@lablink-actions/provenance";
import {
  type Attested,
  parseAttestations,
  parseTrustedRoot,
  publicGoodRoot,
  type TrustedRoot,
  verifyAttestations,
} from "@lablink-actions/provenance/verifier";
import { digestOf, type Repository, readBundles } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  type Digest,
  type ImageName,
  imageReference,
  invalidInput,
  isNonEmpty,
  map,
  type NonEmpty,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import type { Checked } from "./subject.ts";

interface VerifyProvenanceInputs {
  readonly checked: Checked;
  readonly publisher: Publisher;
  /** Any if undefined. */
  readonly predicateTypes: readonly string[] | undefined;
  /** The text of another trusted root; Sigstore's public instance if undefined. */
  readonly trustedRoot: string | undefined;
}

interface VerifyProvenanceEffects {
  /** A file's content, or undefined if there is no such file. */
  readonly readBytes: (path: string) => Uint8Array | undefined;
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
}

/**
 * Verifies every attestation of a file or an image: none may be foreign.
 *
 * @returns the outputs; or `attestation-missing` (LA664), what is wrong with the attestations (LA660 to LA663), with
 * files (LA902), or with the registry (LA701, LA702, LA708, LA716)
 */
export async function verifyProvenance(
  { checked, publisher, predicateTypes, trustedRoot }: VerifyProvenanceInputs,
  { readBytes, open }: VerifyProvenanceEffects,
): Promise<Result<Decision<Output>>> {
  const read = (path: string, name: string) => readFile(path, name, readBytes);
  const root =
    trustedRoot === undefined
      ? accept(publicGoodRoot())
      : parseTrustedRoot(trustedRoot, "trusted-root");
  const digest =
    checked.kind === "image"
      ? accept(checked.digest)
      : map(read(checked.file, "file"), (bytes) => digestOf(bytes));
  const sources = await readSources(checked, read, open);
  const given = combine({ root, digest, sources });
  return andThen(given, (all) => {
    const expected = {
      subject: { digest: all.digest },
      publisher,
      predicateTypes,
    };
    const attested = andThen(attestationsIn(all.sources), (bundles) =>
      verifyAttestations(bundles, expected, all.root),
    );
    return map(attested, (proven) => describe(checked, all.digest, proven, all.root));
  });
}

type ReadFile = (path: string, input: string) => Result<Uint8Array>;

function readFile(
  path: string,
  input: string,
  readBytes: VerifyProvenanceEffects["readBytes"],
): Result<Uint8Array> {
  const bytes = readBytes(path);
  if (bytes !== undefined) return accept(bytes);
  return refuse(
    invalidInput(
      input,
      `is ${quote(path)}, and there is no such file`,
      "Fetch it before this step, or correct the path.",
    ),
  );
}

/** Texts with attestations, and what each is called. */
type Source = readonly [text: string, name: string];

async function readSources(
  checked: Checked,
  read: ReadFile,
  open: VerifyProvenanceEffects["open"],
): Promise<Result<NonEmpty<Source>>> {
  if (checked.kind === "file" || checked.bundle !== undefined) {
    const { bundle = "" } = checked;
    return map(read(bundle, "bundle"), (bytes) => [[textOf(bytes), bundle]]);
  }
  const reference = imageReference(checked.image, checked.digest);
  const repository = await open(checked.image);
  if (!repository.ok) return repository;
  const bundles = await readBundles(repository.value, checked.digest);
  return andThen(bundles, (all) => {
    const named = all.map(
      (bytes, index): Source => [textOf(bytes), `attestation ${index + 1} of ${reference}`],
    );
    if (isNonEmpty(named)) return accept(named);
    return refuse(
      attestationMissing(
        `the registry has no attestation beside ${reference}`,
        "Attest the image when it is published, for example with actions/attest and push-to-registry: true. If its attestation is kept elsewhere, give it as bundle.",
      ),
    );
  });
}

function attestationsIn(sources: NonEmpty<Source>) {
  return map(
    traverse(sources, ([text, name]) => parseAttestations(text, name)),
    ([first, ...others]) => [...first, ...others.flat()] as const,
  );
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function describe(
  checked: Checked,
  digest: Digest,
  attested: NonEmpty<Attested>,
  { name }: TrustedRoot,
): Decision<Output> {
  const [{ identity }] = attested;
  const { ref = "", commit = "", run = "" } = identity;
  const repository = repositoryName(identity);
  const workflow = workflowFile(identity) ?? "";
  const what = checked.kind === "file" ? checked.file : checked.image;
  return {
    outputs: { repository, workflow, ref, commit, run },
    title: "Provenance",
    facts: [
      ["Checked", `${what}\n${digest}`],
      ["Published by", `${repository}, ${workflow}, for ${ref}`],
      ["Commit", commit],
      ["Run", run],
      ["Attestations", attested.map(({ predicateType }) => predicateType).join("\n")],
      ["Believed", name],
    ],
  };
}
