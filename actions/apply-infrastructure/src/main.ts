import { rmSync } from "node:fs";
import {
  boolean,
  cancelled,
  choice,
  items,
  mask,
  optional,
  type Parsers,
  readBytes,
  readInputs,
  required,
  runAction,
  runProgram,
  say,
  temporaryFolder,
  text,
  workspaceOrTemporaryPath,
} from "@lablink-actions/action-kit";
import { parseLockTimeout, parseVariables, toolIn } from "@lablink-actions/infrastructure";
import { andThen, combine } from "@lablink-actions/release-core";
import { applyInfrastructure } from "./apply-infrastructure.ts";
import type { Input } from "./declaration.ts";
import { parsePlanDigest } from "./plan-digest.ts";
import { parseRecipient } from "./private-key.ts";

runAction(() => {
  const inputs = readInputs({
    directory: required(workspaceOrTemporaryPath),
    plan: required(text),
    "plan-digest": required(parsePlanDigest),
    "was-empty": required(boolean),
    variables: required(parseVariables),
    destroy: boolean,
    outputs: items(text),
    "private-key-output": optional(text),
    "private-key-recipient": optional(parseRecipient),
    "repository-visibility": text,
    tool: choice("tofu", "terraform"),
    "lock-timeout": required(parseLockTimeout),
  } satisfies Parsers<Input>);
  return andThen(combine(inputs), async (values) => {
    const tool = toolIn(runProgram, values.tool, values.directory);
    const folder = temporaryFolder();
    const openssl = (words: readonly string[], input: string) =>
      runProgram("openssl", words, { deadline: 60_000, input });
    const effects = { tool, ...folder, readBytes, mask, say, openssl, cancelled: cancelled() };
    try {
      return await applyInfrastructure(values, effects);
    } finally {
      // It holds every secret in clear.
      rmSync(values.plan, { force: true });
    }
  });
});
