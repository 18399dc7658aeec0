/** `npm start`: what each trigger would build and tag, by the real bundles. See `npm start -- --help`. */
import { buildBundles } from "./build.ts";
import { readArguments, usage } from "./decision-table/arguments.ts";
import { answersOf, decisionTable, outcomeJson, runInFull } from "./decision-table/print.ts";
import { currentVersions, openRepository } from "./decision-table/repository.ts";
import { decidingActions, type Outcome, runScenarios } from "./decision-table/run.ts";
import { allScenarios, askedScenario } from "./decision-table/scenarios.ts";

/** Progress goes to standard error, so that standard output is the result and nothing else. */
const say = (line: string) => console.error(line);

async function start(words: readonly string[]): Promise<void> {
  const given = readArguments(words);
  if (given.help) {
    console.log(usage);
    return;
  }
  const repository = openRepository(given.config);
  const known = repository.config.packages.map(({ name }) => name);
  const unknown = [...(given.run?.versions.keys() ?? [])].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`--version names ${unknown.join(", ")}; the packages are ${known.join(", ")}`);
  }

  say("Building the actions…");
  await buildBundles((line) => say(`  ${line}`), decidingActions);
  const scenarios = given.run
    ? [askedScenario(given.run)]
    : allScenarios(currentVersions(repository, say));
  say(`Running them on ${scenarios.length} recorded event${scenarios.length > 1 ? "s" : ""}…\n`);
  const outcomes = await runScenarios(repository, scenarios);

  if (given.json) console.log(JSON.stringify(outcomes.map(outcomeJson), null, 2));
  else if (given.run) console.log(outcomes.map(runInFull).join("\n"));
  else console.log(`By ${given.config}:\n\n${decisionTable(outcomes)}`);
  if (given.run && outcomes.some(isRefused)) process.exitCode = 1;
}

function isRefused(outcome: Outcome): boolean {
  return answersOf(outcome).some(({ refusals }) => refusals.length > 0);
}

try {
  await start(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  say("npm start -- --help says how it is called.");
  process.exitCode = 2;
}
