import {
  accountInputs,
  accountOf,
  environmentVariable,
  items,
  mask,
  openIndex,
  type Parsers,
  readBytes,
  readInputs,
  required,
  runAction,
  text,
} from "@lablink-actions/action-kit";
import { parseFileLine } from "@lablink-actions/python-package";
import { andThen, combine, parsePackageName } from "@lablink-actions/release-core";
import { accountOfVariables } from "./account.ts";
import type { Input } from "./declaration.ts";
import { requireOneIndex } from "./destination.ts";
import { networkToTheEnd, wait } from "./network.ts";
import { uploadPackage } from "./upload-package.ts";
import { publishTo } from "./uv.ts";

runAction(async () => {
  const inputs = readInputs({
    package: required(parsePackageName),
    dist: required(text),
    files: items(parseFileLine),
    "index-url": text,
    "publish-url": text,
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
  });
  if (!given.ok) return given;
  const { destination, ...others } = given.value;
  const account = given.value.account ?? accountOfVariables(environmentVariable);
  if (account) mask(account.password);
  return uploadPackage(others, {
    readBytes,
    publish: publishTo({ publishUrl: destination.publishUrl, account }),
    openIndex: () => openIndex(destination.indexUrl, networkToTheEnd()),
    wait,
  });
});
