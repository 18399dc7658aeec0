/**
 * `npm test`: builds, then runs every test; `npm run end-to-end`: those that run whole workflows. Tests that are left
 * out because a tool is missing are named, first and last; stand-ins for third-party actions, last.
 */
import { spawnSync } from "node:child_process";
import { listing } from "@lablink-actions/release-core";
import {
  allocatorTools,
  missingBrowser,
  missingEngine,
  missingTools,
  usedTools,
} from "@lablink-actions/testkit";
import { clearLogs, keptLogs } from "./act/logs.ts";
import { describeStandIns, usedStandIns } from "./act/stand-ins.ts";
import { build } from "./build.ts";

const words = process.argv.slice(2);
const engine = missingEngine();
const isEndToEnd = words.includes("jest.end-to-end.config.js");
const tools = isEndToEnd
  ? [...usedTools, "act", "buildkitd", "buildx", ...allocatorTools]
  : usedTools;
const missing = [
  ...missingTools(tools),
  ...(engine ? ["a container engine"] : []),
  ...(missingBrowser() ? ["chromium"] : []),
];
const required = process.env["LABLINK_ACTIONS_REQUIRE_TOOLS"] === "1";

function sayWhatIsLeftOut(): void {
  if (missing.length === 0) return;
  console.error(
    `\nLeft out: the tests that need ${listing(missing)}, which this machine does not have` +
      `${engine ? ` (${engine}; .ci/engine starts one)` : ""}.` +
      `\nWith LABLINK_ACTIONS_REQUIRE_TOOLS=1, as in .ci/run, that is an error.\n`,
  );
}

sayWhatIsLeftOut();
if (missing.length > 0 && required) process.exit(1);

console.error("Building the actions…");
try {
  await build((line) => console.error(`  ${line}`));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

if (isEndToEnd) clearLogs();
// jest runs ES modules by Node's vm modules, which Node still calls experimental.
const { status } = spawnSync(
  process.execPath,
  ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js", ...words],
  { stdio: "inherit" },
);
if (isEndToEnd) for (const line of describeStandIns(usedStandIns(keptLogs()))) console.error(line);
sayWhatIsLeftOut();
process.exitCode = status ?? 1;
