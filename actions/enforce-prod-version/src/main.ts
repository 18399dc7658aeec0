import {
  items,
  lines,
  network,
  openIndex,
  type Parsers,
  readInputs,
  runAction,
  seconds,
  text,
  then,
  triggerInputs,
  triggerOf,
} from "@lablink-actions/action-kit";
import {
  andThen,
  combine,
  parsePackageInput,
  parsePackageVersions,
} from "@lablink-actions/release-core";
import type { Input } from "./declaration.ts";
import { decideVersions, enforceProdVersion } from "./enforce-prod-version.ts";

runAction(async () => {
  const inputs = readInputs({
    versions: then(lines(text), parsePackageVersions),
    "version-inputs": items(parsePackageInput),
    "index-url": text,
    // A job may take six hours.
    wait: seconds(0, 21_600),
    ...triggerInputs,
  } satisfies Parsers<Input>);
  const { versions, versionInputs, indexUrl, wait } = inputs;
  const trigger = triggerOf(inputs);
  const given = combine({
    channel: andThen(combine({ trigger, versions, versionInputs }), decideVersions),
    versions,
    indexUrl,
    wait,
    releaseTags: inputs.releaseTags,
  });
  if (!given.ok) return given;
  return enforceProdVersion(given.value, {
    ...network,
    openIndex: () => openIndex(given.value.indexUrl),
    now: () => performance.now(),
  });
});
