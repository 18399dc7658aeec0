import {
  mask,
  readBoolean,
  readRequired,
  readTextFile,
  runAction,
  writeTextFile,
} from "@lablink-actions/action-kit";
import { andThen, combine, map } from "@lablink-actions/release-core";
import { parseValues, writeConfig } from "./write-config.ts";

runAction(() => {
  const values = map(andThen(readRequired("values"), parseValues), (read) => {
    for (const secret of read.values()) if (secret !== "") mask(secret);
    return read;
  });
  const inputs = combine({
    file: readRequired("file"),
    values,
    production: readBoolean("production"),
  });
  const effects = { readFile: readTextFile, writeFile: writeTextFile };
  return andThen(inputs, (read) => writeConfig(read, effects));
});
