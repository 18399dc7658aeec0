import {
  type EntryPoint,
  hasModule,
  objectReference,
  type Wheel,
} from "@lablink-actions/python-package";
import { normalizePackageName } from "@lablink-actions/release-core";

/**
 * The requirements of a wheel that may have an entry point's module: apache-airflow has the script of `airflow`, and
 * apache-airflow-core the module. They hold without an extra and name no address, and the wheel has no such package of
 * its own. Other missing modules are mistakes, and a wheel that requires nothing has made one too.
 */
export function requirementsFor({ value }: EntryPoint, wheel: Wheel): readonly string[] {
  const top = topOf(value);
  if (top === "" || hasModule(`${top}:any`, wheel.files)) return [];
  return wheel.metadata.requiresDist.filter(
    (requirement) => nameOf(requirement) !== "" && !/@|;.*\bextra\b/.test(requirement),
  );
}

/** Whether the name of a requirement has that of the module in it. */
export function isNamedAs(requirement: string, { value }: EntryPoint): boolean {
  return joined(nameOf(requirement)).includes(joined(topOf(value)));
}

function topOf(value: string): string {
  return objectReference(value).split(/[.:]/, 1)[0] ?? "";
}

/** The name at the start of a requirement (PEP 508). */
function nameOf(requirement: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(requirement)?.[0] ?? "";
}

function joined(name: string): string {
  return `-${normalizePackageName(name)}-`;
}
