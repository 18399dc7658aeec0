import {
  accept,
  andThen,
  isNonEmpty,
  map,
  type NonEmpty,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { anything, check, clauseIn, integer, list, open, optional } from "@lablink-actions/shape";
import { bundleOf, parseAttestation } from "./attestation.ts";
import { type Bundle, longest, parseBundle } from "./bundle.ts";
import { unreadable } from "./refusals.ts";

/** A bundle, and what it is called in refusals. */
export interface NamedBundle {
  readonly bundle: Bundle;
  readonly name: string;
}

/** PEP 740, "Provenance objects". What it says of publishers is not believed, because nobody has signed it. */
const provenance = open({
  version: integer,
  attestation_bundles: list(open({ attestations: list(anything) })),
});

const kindOf = open({ attestation_bundles: optional(anything), envelope: optional(anything) });

const mostAttestations = 32;

/**
 * Reads attestations in any form that they are handed on in: a Sigstore bundle or several, one per line, or an
 * attestation or a provenance object of PEP 740.
 *
 * @param name what the file is called in refusals
 * @returns them, in the order of the file; or `attestation-unreadable` (LA660)
 */
export function parseAttestations(source: string, name: string): Result<NonEmpty<NamedBundle>> {
  const values = valuesOf(source);
  if (values === undefined) {
    return refuse(unreadable(`${name} is not JSON, has more than ${longest} bytes, or is empty`));
  }
  const read = map(
    traverse(values, (value) => readOne(value, name)),
    (all) => all.flat(),
  );
  return andThen(read, (parsers) => {
    if (!isNonEmpty(parsers)) return refuse(unreadable(`${name} has no attestation`));
    if (parsers.length > mostAttestations) {
      return refuse(unreadable(`${name} has more than ${mostAttestations} attestations`));
    }
    const isOnly = parsers.length === 1;
    const numbered = parsers.map((parse, index) => ({
      parse,
      name: isOnly ? name : `attestation ${index + 1} of ${name}`,
    }));
    return traverse(numbered as unknown as NonEmpty<(typeof numbered)[number]>, (one) =>
      map(one.parse(one.name), (bundle) => ({ bundle, name: one.name })),
    );
  });
}

/** The JSON values of a file: one, or one per line; undefined if it has something else. */
function valuesOf(source: string): readonly unknown[] | undefined {
  if (source.length > longest || source.trim() === "") return undefined;
  try {
    return [JSON.parse(source)];
  } catch {
    const lines = source.split("\n").filter((line) => line.trim() !== "");
    try {
      return lines.map((line) => JSON.parse(line));
    } catch {
      return undefined;
    }
  }
}

type Read = (name: string) => Result<Bundle>;

function readOne(value: unknown, name: string): Result<readonly Read[]> {
  const kind = check(kindOf, value);
  if (!kind.ok) return refuse(unreadable(clauseIn(kind.problems[0], name)));
  const ofPep740 = (attestation: unknown) => (own: string) =>
    andThen(parseAttestation(attestation, own), (one) => bundleOf(one, own));
  if (kind.value.envelope !== undefined) return accept([ofPep740(value)]);
  if (kind.value.attestation_bundles === undefined) {
    return accept([(own) => parseBundle(JSON.stringify(value), own)]);
  }
  const checked = check(provenance, value);
  if (!checked.ok) {
    return refuse(unreadable(clauseIn(checked.problems[0], `${name}, as provenance of PEP 740,`)));
  }
  const { version, attestation_bundles: bundles } = checked.value;
  if (version !== 1) {
    return refuse(unreadable(`${name} has version ${version}, and only version 1 is known`));
  }
  return accept(bundles.flatMap(({ attestations }) => attestations.map(ofPep740)));
}
