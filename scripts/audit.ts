/** `npm run audit -- --config FILE`: audits a repository's releases from here, by the real bundle. */
import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { recordedEvent, runAction, temporaryDirectory } from "@lablink-actions/testkit";
import { buildBundles } from "./build.ts";
import { findConfig } from "./decision-table/repository.ts";
import { originOf } from "./origin.ts";

const usage = `npm run audit -- [--config FILE] [--since DATE] [--fail-on KINDS] [--development-days DAYS]
                 [--workflow FILE] [--index-url URL] [--out FOLDER]

  --config     the repository's configuration (default: .github/lablink-actions.yml)
  --out        where the report and its page go (default: .cache/audit)
  the others   inputs of audit-releases, as its README has them

The index and the registry of the configuration are asked, with the account of docker login if there is one. Nothing is
written to them, and no issue is opened.`;

// A registry far away may take a while.
const timeout = 30 * 60_000;

const say = (line: string) => console.error(line);

async function audit(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      config: { type: "string", default: ".github/lablink-actions.yml" },
      since: { type: "string", default: "" },
      "fail-on": { type: "string", default: "" },
      "development-days": { type: "string", default: "0" },
      workflow: { type: "string", default: "" },
      "index-url": { type: "string", default: "" },
      out: { type: "string", default: ".cache/audit" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { config, out, help, ...inputs } = values;
  if (help) return console.log(usage);
  const { file, root } = findConfig(config);
  const origin = originOf(root);
  say("Building the action…");
  await buildBundles((line) => say(`  ${line}`), ["audit-releases"]);
  await using temporary = await temporaryDirectory();
  const repository = origin ? `${origin.owner}/${origin.name}` : `owner/${basename(root)}`;
  const run = await runAction("audit-releases", {
    event: { ...recordedEvent("dispatch"), repository },
    with: { ...inputs, config: relative(root, file) },
    workspace: root,
    temp: temporary.path,
    env: ownVariables(),
    timeout,
    // Annotations come at the end.
    watch: (line) => (line.startsWith("::") ? undefined : console.log(line)),
  });
  for (const { level, message } of run.annotations) console.log(`${level}: ${message}`);
  mkdirSync(out, { recursive: true });
  for (const path of [run.outputs["report"], run.outputs["page"]]) {
    if (path === undefined) continue;
    const kept = resolve(join(out, basename(path)));
    copyFileSync(path, kept);
    console.log(kept);
  }
  process.exitCode = run.exitCode;
}

/** The variables of this machine: a proxy, certificates, an index. Those of another run of an action are not. */
function ownVariables(): Record<string, string> {
  const pairs = Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
    value === undefined || /^(?:INPUT|GITHUB|RUNNER|ACTIONS)_/.test(name) ? [] : [[name, value]],
  );
  return Object.fromEntries(pairs);
}

try {
  await audit(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  say("npm run audit -- --help says how it is called.");
  process.exitCode = 2;
}
