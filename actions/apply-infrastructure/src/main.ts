import { rmSync } from "node:fs";
import {
  mask,
  readBoolean,
  readChoice,
  readList,
  readRequired,
  readText,
  runAction,
  say,
  temporaryFolder,
} from "@lablink-actions/action-kit";
import { cancelled, digestOf, toolIn } from "@lablink-actions/infrastructure/runner";
import { combine } from "@lablink-actions/release-core";
import { applyInfrastructure } from "./apply-infrastructure.ts";

runAction(async () => {
  const inputs = combine({
    tool: readChoice("tool", ["tofu", "terraform"]),
    directory: readRequired("directory"),
    plan: readRequired("plan"),
    planDigest: readRequired("plan-digest"),
    wasEmpty: readBoolean("was-empty"),
    variables: readRequired("variables"),
    destroy: readBoolean("destroy"),
    outputs: readList("outputs"),
    privateKeyOutput: readText("private-key-output"),
    lockTimeout: readRequired("lock-timeout"),
  });
  if (!inputs.ok) return inputs;
  const { plan, directory, tool: name } = inputs.value;
  const tool = toolIn(name, directory);
  const effects = { tool, ...temporaryFolder(), digestOf, mask, say, cancelled };
  try {
    return await applyInfrastructure(inputs.value, effects);
  } finally {
    // It holds every secret in clear.
    rmSync(plan, { force: true });
  }
});
