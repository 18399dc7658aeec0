import { randomUUID } from "node:crypto";
import {
  readRequired,
  readText,
  readTextFile,
  readTrigger,
  runAction,
  say,
} from "@lablink-actions/action-kit";
import { combine } from "@lablink-actions/release-core";
import { docker, freeBytes } from "./docker.ts";
import { readChecks, readTimeout } from "./inputs.ts";
import { verifyImage } from "./verify-image.ts";

const cancellation = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => cancellation.abort());

runAction(async () => {
  const inputs = combine({
    trigger: readTrigger(),
    image: readRequired("image"),
    checks: readChecks(readTextFile),
    package: readText("package"),
    version: readText("version"),
    timeout: readTimeout(),
  });
  const effects = { docker, freeBytes, log: say, signal: cancellation.signal };
  return inputs.ok
    ? verifyImage(inputs.value, { ...effects, random: randomUUID, now: () => performance.now() })
    : inputs;
});
