/** A remedy can be followed where it is read: what it names is there for the caller of images.yml. */

import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "@jest/globals";
import { defaultPolicy } from "@lablink-actions/release-config";
import { actionDefinition } from "@lablink-actions/testkit";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const workflow = parse(readFileSync(".github/workflows/images.yml", "utf8"));
const { inputs, secrets } = workflow.on.workflow_call;
const steps = Object.values<{ steps: Step[] }>(workflow.jobs)
  .flatMap((job) => job.steps)
  .filter(({ uses }) => uses?.startsWith("$/"));
const schema = readFileSync("packages/release-config/src/lablink-actions.schema.json", "utf8");
const keys = [...schema.matchAll(/"([a-z-]+)": \{/g)].map(([, key = ""]) => key);
const reachable = new Set([...Object.keys(inputs), ...Object.keys(secrets), ...keys]);

// "Leave the defaults of server-url and repository" can be followed by those who changed them. promote-image speaks of
// version-tags only to those who name the tags themselves, and the workflow gives it a plan. A run of dry-run is a
// publishing one.
const leftAlone = ["server-url", "repository", "version-tags", "dry-run"];

/** Sentences in the sources that an action's bundle may print. */
function sentencesOf(action: string): string[] {
  const sources = [
    ...globSync(`actions/${action}/src/**/*.ts`),
    ...globSync("packages/{release-core,registries,action-kit}/src/**/*.ts"),
  ].filter((path) => !["declaration.ts", "refusal-explanations.ts"].includes(basename(path)));
  return sources.flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => !/^\s*(?:\/?\*|\/\/)/.test(line))
      .flatMap((line) => line.match(/"[^"]* [^"]*"|`[^`]* [^`]*`/g) ?? [])
      .map((text) => text.replaceAll(/\$\{[^}]*\}/g, "…")),
  );
}

/** The inputs of a step that a caller of images.yml cannot reach under their own names. */
function unreachable({ uses = "", with: given = {} }: Step): string[] {
  const declared = Object.keys(actionDefinition(uses.slice(2)).inputs);
  return declared.filter((name) => {
    if (reachable.has(name) || leftAlone.includes(name)) return false;
    // What the workflow gives by itself cannot be wrong there, unless it comes from a caller's input.
    return given[name] === undefined || given[name].includes("inputs.");
  });
}

test.each(steps.map((step) => [step.uses?.slice(2) ?? "", step] as const))(
  "%s names no input in its sentences that images.yml does not have",
  (action, step) => {
    const missing = unreachable(step).filter((name) => /-|wait|timeout|overwrite/.test(name));
    const found = sentencesOf(action).flatMap((sentence) =>
      missing.flatMap((name) => {
        const isNamed = new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(sentence);
        const own = /inputs\.([a-z-]+)/.exec(step.with?.[name] ?? "")?.[1];
        return isNamed &&
          !(own && reachable.has(own) && sentence.includes(own)) &&
          !isReport(sentence)
          ? [`${name}: ${sentence}`]
          : [];
      }),
    );
    expect(found).toEqual([]);
  },
);

/** What says how long something took names no input. */
function isReport(sentence: string): boolean {
  return /… s\b/.test(sentence);
}

test("the defaults of the configuration are those of every action", () => {
  const texts = {
    "development-environments": defaultPolicy.developmentEnvironments.join(","),
    "production-environments": defaultPolicy.productionEnvironments.join(","),
    "production-refs": defaultPolicy.productionRefs.join(","),
    "development-suffix": defaultPolicy.developmentSuffix,
  };
  for (const { uses = "" } of steps) {
    const declared = actionDefinition(uses.slice(2)).inputs;
    for (const [name, value] of Object.entries(texts)) {
      if (declared[name]) expect([uses, name, declared[name].default]).toEqual([uses, name, value]);
    }
  }
});
