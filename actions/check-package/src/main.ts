import {
  readChoice,
  readRequired,
  readText,
  readTextFile,
  runAction,
} from "@lablink-actions/action-kit";
import { openIndex } from "@lablink-actions/registries/open-index";
import { andThen, combine, parsePackageName } from "@lablink-actions/release-core";
import { checkPackage } from "./check-package.ts";
import { folder } from "./folder.ts";
import { parseExpectedVersion, parseFolder } from "./inputs.ts";
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
  return checkPackage(inputs.value, {
    readFile: readTextFile,
    folder,
    environments,
    openIndex: () => openIndex(inputs.value.indexUrl),
  });
});
