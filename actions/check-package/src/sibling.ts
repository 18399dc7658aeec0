import {
  type Distribution,
  type EntryPoint,
  hasModule,
  objectReference,
  type Wheel,
} from "@lablink-actions/python-package";
import { normalizePackageName, quote } from "@lablink-actions/release-core";

/**
 * The distribution that a wheel requires, and that may hold an entry point's module: apache-airflow has the script of
 * `airflow`, and apache-airflow-core the module. It is required without an extra, its name holds the module's, and the
 * wheel has no such package of its own. Other missing modules are mistakes, and a wheel without any module is one too.
 */
export function siblingOf({ value }: EntryPoint, wheel: Wheel): string | undefined {
  const [top = ""] = objectReference(value).split(/[.:]/, 1);
  if (top === "" || hasModule(`${top}:any`, wheel.files)) return undefined;
  return wheel.metadata.requiresDist
    .filter((requirement) => !/;.*\bextra\b/.test(requirement))
    .map((requirement) => /^[A-Za-z0-9._-]*/.exec(requirement)?.[0] ?? "")
    .find((name) => joined(name).includes(joined(top)));
}

function joined(name: string): string {
  return `-${normalizePackageName(name)}-`;
}

/** What is said of the entry points whose module another distribution must have: nobody has looked into that one. */
export function borrowedModules(filename: string, distribution: Distribution): readonly string[] {
  if (distribution.kind !== "wheel") return [];
  return distribution.entryPoints.flatMap((entryPoint) => {
    if (hasModule(entryPoint.value, distribution.files)) return [];
    const sibling = siblingOf(entryPoint, distribution);
    if (sibling === undefined) return [];
    const { group, name, value } = entryPoint;
    return `${filename} has no module for ${quote(`[${group}] ${name} = ${value}`)}; ${sibling}, which it requires, may have it, and was not looked at`;
  });
}
