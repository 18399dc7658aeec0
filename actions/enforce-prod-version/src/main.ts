import {
  choice,
  fileText,
  items,
  lines,
  network,
  openIndex,
  optional,
  type Parsers,
  readInputs,
  required,
  runAction,
  seconds,
  text,
  then,
  triggerInputs,
  triggerOf,
} from "@lablink-actions/action-kit";
import { parsePublisher } from "@lablink-actions/provenance";
import {
  andThen,
  combine,
  parsePackageInput,
  parsePackageVersions,
} from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { askedVersions, decideVersions, enforceProdVersion } from "./enforce-prod-version.ts";

runAction(async () => {
  const inputs = readInputs({
    versions: optional(then(lines(text), parsePackageVersions)),
    "from-checkout": optional(then(lines(text), parsePackageVersions)),
    "version-inputs": items(parsePackageInput),
    "index-url": text,
    // A job may take six hours.
    wait: seconds(0, 21_600),
    provenance: choice("if-present", "require", "off"),
    publisher: required(parsePublisher),
    "trusted-root": optional(fileText),
    ...triggerInputs,
  } satisfies Parsers<Input>);
  const { fromCheckout, versionInputs, indexUrl, wait } = inputs;
  const { provenance, publisher, trustedRoot } = inputs;
  const trigger = triggerOf(inputs);
  const versions = andThen(combine({ versions: inputs.versions, fromCheckout }), askedVersions);
  const given = combine({
    channel: andThen(combine({ trigger, versions, versionInputs }), decideVersions),
    versions,
    indexUrl,
    wait,
    releaseTags: inputs.releaseTags,
    provenance: combine({ mode: provenance, publisher, trustedRoot }),
  });
  if (!given.ok) return given;
  return enforceProdVersion(given.value, {
    ...network,
    openIndex: () => openIndex(given.value.indexUrl),
    now: () => performance.now(),
  });
});
