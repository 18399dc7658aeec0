import {
  environmentVariable,
  network,
  readBytes,
  readList,
  readRequired,
  readText,
  runAction,
} from "@lablink-actions/action-kit";
import { openIndex } from "@lablink-actions/registries/open-index";
import { andThen, combine, parsePackageName } from "@lablink-actions/release-core";
import { parseAccount, parseDestination } from "./inputs.ts";
import { uploadPackage } from "./upload-package.ts";
import { publish } from "./uv.ts";

runAction(async () => {
  const inputs = combine({
    packageName: andThen(readRequired("package"), parsePackageName),
    dist: readRequired("dist"),
    files: readList("files"),
    destination: andThen(
      combine({ indexUrl: readText("index-url"), publishUrl: readText("publish-url") }),
      (destination) => parseDestination(destination, environmentVariable),
    ),
    account: andThen(
      combine({ username: readText("username"), password: readText("password") }),
      parseAccount,
    ),
  });
  if (!inputs.ok) return inputs;
  const { destination, account, ...files } = inputs.value;
  return uploadPackage(
    { ...files, ...account, publishUrl: destination.publishUrl },
    {
      ...network,
      readBytes,
      publish,
      openIndex: () => openIndex(destination.indexUrl),
    },
  );
});
