import {
  accountInputs,
  accountOf,
  boolean,
  environmentVariable,
  fileText,
  items,
  mask,
  openIndex,
  optional,
  type Parsers,
  readBytes,
  readInputs,
  required,
  runAction,
  text,
} from "@lablink-actions/action-kit";
import { parseFileLine } from "@lablink-actions/python-package";
import { accept, andThen, combine, parsePackageName } from "@lablink-actions/release-core";
import { accountOfVariables } from "./account.ts";
import type { Input } from "./declaration.ts";
import { requireOneIndex } from "./destination.ts";
import { networkToTheEnd, wait } from "./network.ts";
import { attestWith, hasIdentity } from "./signing.ts";
import { uploadPackage } from "./upload-package.ts";
import { publishTo } from "./uv.ts";

runAction(async () => {
  const inputs = readInputs({
    package: required(parsePackageName),
    dist: required(text),
    files: items(parseFileLine),
    "index-url": text,
    "publish-url": text,
    attestations: boolean,
    "trusted-root": optional(fileText),
    ...accountInputs,
  } satisfies Parsers<Input>);
  const { package: packageName, dist, files, indexUrl, publishUrl } = inputs;
  const given = combine({
    packageName,
    dist,
    files,
    destination: andThen(combine({ indexUrl, publishUrl }), (destination) =>
      requireOneIndex(destination, environmentVariable),
    ),
    account: accountOf(inputs),
    attestations: inputs.attestations,
    trustedRoot: inputs.trustedRoot,
  });
  if (!given.ok) return given;
  const { destination, attestations, trustedRoot, ...others } = given.value;
  const account = given.value.account ?? accountOfVariables(environmentVariable);
  if (account) mask(account.password);
  return uploadPackage(others, {
    readBytes,
    attest:
      attestations && !account && hasIdentity() ? attestWith(trustedRoot) : async () => accept([]),
    publish: publishTo({ publishUrl: destination.publishUrl, account }),
    openIndex: () => openIndex(destination.indexUrl, networkToTheEnd()),
    wait,
  });
});
