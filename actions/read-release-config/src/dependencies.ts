import { installWords, parsePyproject } from "@lablink-actions/python-package";
import { map, normalizePackageName, type Result } from "@lablink-actions/release-core";

/** What a pyproject.toml says of a package's own dependencies and of those for developing it. */
interface Dependencies {
  /** The words for `uv sync` that install the extra or the dependency group `dev`, whichever there is. */
  readonly development: string;
  /** True if a package is named by what these words for `uv sync` install. */
  readonly includes: (name: string, install: string) => boolean;
}

type Table = Readonly<Record<string, unknown>>;

/**
 * Reads the dependencies of a pyproject.toml; without one there are none. Groups are those of PEP 735.
 *
 * @returns the dependencies, or `pyproject-unreadable` (LA205)
 */
export function readDependencies(text: string | undefined, file: string): Result<Dependencies> {
  return map(parsePyproject(text ?? "", file), (document) => {
    const project = tableOf(document["project"]);
    const extras = lists(project["optional-dependencies"]);
    const groups = lists(document["dependency-groups"]);
    return {
      development: installWords(document, "dev"),
      includes: (name, install) => {
        const own = nameOf(project["name"]);
        const found = namesIn({ own, extras, groups }, [
          ...listOf(project["dependencies"]),
          ...chosen("extra", install, extras),
          ...chosen("group", install, groups),
          ...byDefault(install, document, groups),
        ]);
        return found.has(name);
      },
    };
  });
}

/** The entries of the extras or groups that the words name. */
function chosen(kind: "extra" | "group", install: string, of: ReadonlyMap<string, unknown[]>) {
  if (install.includes(`--all-${kind}s`)) return [...of.values()].flat();
  const named = install.matchAll(new RegExp(`--(?:only-)?${kind}[ =]+([^ ]+)`, "g"));
  return [...named].flatMap(([, name = ""]) => of.get(normalizePackageName(name)) ?? []);
}

/** The entries of the groups that uv installs without being asked: `dev`, unless [tool.uv] says others. */
function byDefault(install: string, document: Table, of: ReadonlyMap<string, unknown[]>) {
  if (/--(no-dev|no-default-groups|only-group)\b/.test(install)) return [];
  const said = tableOf(tableOf(document["tool"])["uv"])["default-groups"] ?? ["dev"];
  if (said === "all") return [...of.values()].flat();
  return listOf(said).flatMap((name) => of.get(normalizePackageName(String(name))) ?? []);
}

interface Declared {
  readonly own: string | undefined;
  readonly extras: ReadonlyMap<string, unknown[]>;
  readonly groups: ReadonlyMap<string, unknown[]>;
}

/** The names of requirements, with what they include: other groups, and extras of the package itself. */
function namesIn({ own, extras, groups }: Declared, entries: readonly unknown[]): Set<string> {
  const names = new Set<string>();
  // The same text needs to be followed once only, so a circle ends.
  const seen = new Set<string>();
  const open = [...entries];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const key = JSON.stringify(entry);
    if (seen.has(key)) continue;
    seen.add(key);
    const group = tableOf(entry)["include-group"];
    if (typeof group === "string") open.push(...(groups.get(normalizePackageName(group)) ?? []));
    const name = nameOf(entry);
    if (name === undefined) continue;
    names.add(name);
    if (name !== own) continue;
    const [, its = ""] = /^[^[;]*\[([^\]]*)\]/.exec(String(entry)) ?? [];
    open.push(...its.split(",").flatMap((it) => extras.get(normalizePackageName(it.trim())) ?? []));
  }
  return names;
}

/** The name at the start of a requirement (PEP 508). */
function nameOf(requirement: unknown): string | undefined {
  if (typeof requirement !== "string") return undefined;
  const name = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/.exec(requirement)?.[1];
  return name && normalizePackageName(name);
}

function lists(value: unknown): Map<string, unknown[]> {
  const entries = Object.entries(tableOf(value));
  return new Map(entries.map(([name, list]) => [normalizePackageName(name), listOf(list)]));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function tableOf(value: unknown): Table {
  return typeof value === "object" && value !== null ? (value as Table) : {};
}
