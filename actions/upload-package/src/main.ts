import {
  askPip,
  environmentVariable,
  network,
  readList,
  readRequired,
  readText,
  runAction,
} from "@lablink-actions/action-kit";
import { findIndex, openPythonIndex } from "@lablink-actions/registries";
import { combine, map } from "@lablink-actions/release-core";
import { readBytes } from "./files.ts";
import { uploadPackage } from "./upload-package.ts";
import { publish } from "./uv.ts";

runAction(async () => {
  const inputs = combine({
    packageName: readRequired("package"),
    dist: readRequired("dist"),
    files: readList("files"),
    indexUrl: readText("index-url"),
    publishUrl: readText("publish-url"),
    username: readText("username"),
    password: readText("password"),
  });
  if (!inputs.ok) return inputs;
  const sources = { input: inputs.value.indexUrl, environmentVariable, askPip };
  return uploadPackage(inputs.value, {
    ...network,
    readBytes,
    publish,
    openIndex: async () =>
      map(await findIndex(sources), (found) => openPythonIndex(found, network)),
  });
});
