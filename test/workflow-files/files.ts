import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { thirdPartyDefinition } from "@lablink-actions/testkit";
import { isScalar, parse, parseDocument, visit } from "yaml";

/** Files' text by their path: workflows, and action.yml of actions. */
export type Files = ReadonlyMap<string, string>;

export const own = "talmolab/lablink-actions/";

/** Every workflow and action file below a folder, except those of a release tree in it. */
export function readFiles(root: string): Files {
  const paths = globSync(
    [
      "{,examples/lablink/}.github/workflows/*.yml",
      "{actions/,}*/action.yml",
      "action.yml",
      "packages/testkit/stand-ins/*/*/action.yml",
    ],
    { cwd: root },
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

export const isAction = (path: string): boolean => /(^|\/)action\.yml$/.test(path);

type Named = Readonly<Record<string, unknown>>;

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
}

export interface Job {
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly outputs?: Named;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: unknown;
}

/** The parts of a workflow or an action.yml that the checks read. */
export interface Document {
  readonly on?: { readonly workflow_call?: { readonly outputs?: Named } | null };
  readonly permissions?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
  readonly inputs?: Named;
  readonly outputs?: Named;
  readonly runs?: { readonly using: string; readonly steps?: readonly Step[] };
}

export const read = (text: string): Document => parse(text);

/** The file that `uses:` names, if it is in this repository; undefined if it is in another one, or does not exist. */
export function ownFile(uses: string, files: Files): string | undefined {
  const [name = ""] = uses.split("@");
  const path = ownPath(name);
  if (path === undefined) return undefined;
  const candidates = [path, `actions/${path}/action.yml`, `${path}/action.yml`];
  return candidates.find((it) => files.has(it));
}

// The repository of the file itself; this repository; and the release tree, which ci.yml assembles to that folder.
const places = ["$/", own, "./release/"];

/** The path of a name in this repository; undefined for any other name. */
export function ownPath(name: string): string | undefined {
  const place = places.find((it) => name.startsWith(it));
  return place === undefined ? undefined : name.slice(place.length);
}

/** The outputs' names of the action or workflow that `uses:` names; undefined if that is not known. */
export function outputsOf(uses: string, files: Files): readonly string[] | undefined {
  const file = ownFile(uses, files);
  if (file === undefined) {
    const action = thirdPartyDefinition(uses.split("@")[0] ?? "");
    return action && Object.keys(action.outputs);
  }
  const document = read(files.get(file) ?? "");
  return Object.keys((isAction(file) ? document : document.on?.workflow_call)?.outputs ?? {});
}

/** Every `uses:` with its comment, at any place. */
export function usesOf(text: string): { uses: string; comment: string }[] {
  const found: { uses: string; comment: string }[] = [];
  visit(parseDocument(text), {
    Pair(_, pair) {
      if (!isScalar(pair.key) || pair.key.value !== "uses" || !isScalar(pair.value)) return;
      found.push({ uses: String(pair.value.value), comment: (pair.value.comment ?? "").trim() });
    },
  });
  return found;
}

/** The texts that GitHub evaluates in a job or a step: every expression, and every `if`. */
export function expressionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value === "string")
    return [...value.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, it = ""]) => it);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, it]) =>
    key === "if" && typeof it === "string" ? [it] : expressionsIn(it),
  );
}
