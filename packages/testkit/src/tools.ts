import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

// Jest's global instead of an import, which would throw without jest: scripts use this package too.
declare const describe: typeof import("@jest/globals").describe;

function isInstalled(tool: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The tools that `npm test` uses beyond Node. */
export const usedTools: readonly string[] = ["docker-registry", "git", "pypi-server", "tofu", "uv"];

/** The tools that are not on the PATH. */
export function missingTools(tools: readonly string[] = usedTools): string[] {
  return tools.filter((tool) => !isInstalled(tool));
}

/**
 * A `describe` whose tests need a tool beyond Node. If the tool is missing, the block is left out, and its title and
 * stderr say so. With LABLINK_ACTIONS_REQUIRE_TOOLS=1 that is an error, so that CI cannot be green because a tool is
 * missing. The body runs in any case, to name its tests.
 */
export function describeWith(
  tool: string | readonly string[],
  name: string,
  body: () => void,
): void {
  const missing = missingTools([tool].flat());
  const verb = missing.length === 1 ? "is" : "are";
  const reason = missing.length > 0 ? `${missing.join(", ")} ${verb} not installed` : undefined;
  describeUnless(reason, name, body);
}

/** A `describe` that is left out if there is a reason, as in `describeWith`. */
export function describeUnless(reason: string | undefined, name: string, body: () => void): void {
  if (reason === undefined) {
    describe(name, body);
    return;
  }
  if (process.env["LABLINK_ACTIONS_REQUIRE_TOOLS"] === "1") {
    throw new Error(`${name}: ${reason}, and LABLINK_ACTIONS_REQUIRE_TOOLS=1 requires it`);
  }
  const title = `${name} [left out: ${reason}]`;
  // Jest prints titles only with --verbose or when a single file runs.
  process.stderr.write(`${title}\n`);
  const { skip: leaveOut } = describe;
  leaveOut(title, body);
}
