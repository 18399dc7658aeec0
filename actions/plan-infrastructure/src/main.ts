import {
  readBoolean,
  readChoice,
  readRequired,
  runAction,
  say,
  temporaryFolder,
} from "@lablink-actions/action-kit";
import { digestOf, toolIn } from "@lablink-actions/infrastructure/runner";
import { combine } from "@lablink-actions/release-core";
import { planInfrastructure } from "./plan-infrastructure.ts";

runAction(async () => {
  const inputs = combine({
    tool: readChoice("tool", ["tofu", "terraform"]),
    directory: readRequired("directory"),
    variables: readRequired("variables"),
    destroy: readBoolean("destroy"),
    lockTimeout: readRequired("lock-timeout"),
  });
  if (!inputs.ok) return inputs;
  const tool = toolIn(inputs.value.tool, inputs.value.directory);
  return planInfrastructure(inputs.value, { tool, ...temporaryFolder(), digestOf, say });
});
