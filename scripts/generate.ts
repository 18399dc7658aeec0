/**
 * Writes what is generated from the sources: from action.yml the tables in an action's README and the types in its
 * declaration.ts, from the shapes the JSON schemas, from the codes docs/refusals.md, from named tests docs/tried.md,
 * from the workflows what SECURITY.md says of their jobs, and from recorded events the example's event files. With
 * --check it writes nothing, and fails if a file is not as it should be.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { configSchemaFile } from "@lablink-actions/release-config";
import { type ActionDefinition, actionDefinition } from "@lablink-actions/testkit";
import major from "semver/functions/major.js";
import { reportSchemaFile } from "../actions/audit-releases/src/report-shape.ts";
import { allActions, bundledActions } from "./build.ts";
import { checksSchema } from "./generate/checks-schema.ts";
import { declaration } from "./generate/declaration.ts";
import { eventFiles } from "./generate/event-files.ts";
import { permissionsTable } from "./generate/permissions.ts";
import { refusalsPage } from "./generate/refusals-page.ts";
import { inputTable, outputTable, usage } from "./generate/tables.ts";
import { triedPage } from "./generate/tried-page.ts";

const root = resolve(import.meta.dirname, "..");
const checksSchemaFile = await checksSchema(root);

/** Every generated file with the text it should have. */
function generatedFiles(): Map<string, string> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const readmes = allActions().map((action): [string, string] => {
    const path = `actions/${action}/README.md`;
    const definition = actionDefinition(action);
    return [path, withTables(path, action, definition, `v${major(version)}`)];
  });
  const declarations = bundledActions().map((action): [string, string] => [
    `actions/${action}/src/declaration.ts`,
    declaration(actionDefinition(action)),
  ]);
  const others: [string, string][] = [
    ...eventFiles(),
    configSchemaFile(),
    checksSchemaFile,
    reportSchemaFile(),
    ["docs/refusals.md", refusalsPage()],
    ["docs/tried.md", triedPage(root)],
    [
      "SECURITY.md",
      withSections("SECURITY.md", "the workflows", { permissions: permissionsTable(root) }),
    ],
  ];
  return new Map([...readmes, ...declarations, ...others]);
}

/** The files that are not as they should be. */
export function staleFiles(): string[] {
  return [...generatedFiles()]
    .filter(([path, text]) => readText(path) !== text)
    .map(([path]) => path);
}

function withTables(
  readme: string,
  action: string,
  definition: ActionDefinition,
  version: string,
): string {
  return withSections(readme, "action.yml", {
    usage: usage(action, version, definition),
    inputs: inputTable(definition),
    outputs: outputTable(definition),
  });
}

/** The page with each of these sections, between its markers, as it should be. */
function withSections(page: string, from: string, sections: Readonly<Record<string, string>>) {
  return Object.entries(sections).reduce((text, [name, content]) => {
    const begin = `<!-- ${name}: generated from ${from} -->`;
    const end = `<!-- /${name} -->`;
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) {
      throw new Error(`${page} lacks ${begin} … ${end}`);
    }
    return `${before}${begin}\n${content}\n${end}${after}`;
  }, readText(page));
}

function readText(path: string): string {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

if (import.meta.main) {
  const stale = staleFiles();
  if (process.argv.includes("--check")) {
    for (const path of stale) console.error(`${path} is not in step: run npm run generate`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    const files = generatedFiles();
    for (const path of stale) writeFileSync(join(root, path), files.get(path) ?? "");
    console.log(stale.length > 0 ? `Written: ${stale.join(", ")}` : "Everything is in step.");
  }
}
