import {
  askPip,
  environmentVariable,
  network,
  readChoice,
  readRequired,
  readText,
  readTextFile,
  runAction,
} from "@lablink-actions/action-kit";
import { findIndex, openPythonIndex } from "@lablink-actions/registries";
import { andThen, combine, map } from "@lablink-actions/release-core";
import { checkPackage } from "./check-package.ts";
import { folder } from "./folder.ts";
import { parseExpectedVersion, parseFolder, parsePackageName } from "./inputs.ts";
import { environments } from "./uv.ts";

runAction(async () => {
  const inputs = combine({
    packageName: andThen(readRequired("package"), parsePackageName),
    directory: readText("directory"),
    expected: andThen(readText("version"), parseExpectedVersion),
    dist: andThen(readText("dist"), parseFolder),
    indexUrl: readText("index-url"),
    onExisting: readChoice("on-existing", ["fail", "skip"]),
  });
  if (!inputs.ok) return inputs;
  const sources = { input: inputs.value.indexUrl, environmentVariable, askPip };
  const openIndex = async () =>
    map(await findIndex(sources), (address) => openPythonIndex(address, network));
  return checkPackage(inputs.value, { readFile: readTextFile, folder, environments, openIndex });
});
