import { quote, type Refusal } from "./refusal.ts";
import { accept, type Result, refuse } from "./result.ts";

/** PEP 508: letters and digits, joined by single or repeated `-`, `_`, `.`. */
export function isPackageName(text: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text);
}

/** The name of a package (PEP 508); otherwise `package-invalid` (LA215). */
export function parsePackageName(text: string): Result<string> {
  if (isPackageName(text)) return accept(text);
  return refuse(
    invalidPackage(
      `${quote(text)} is not a package's name (PEP 508)`,
      "Use letters and digits, with hyphens, underscores and dots only between them.",
    ),
  );
}

/** `package-invalid` (LA215): the packages of a repository are not declared as they must be. */
export function invalidPackage(seen: string, remedy: string): Refusal {
  return { name: "package-invalid", seen, remedy };
}

/** The one spelling for all names that an index takes for the same (PEP 503). */
export function normalizePackageName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** The names that an index takes for a name before them. */
export function repeatedPackageNames(names: readonly string[]): string[] {
  const normalized = names.map(normalizePackageName);
  return names.filter((_, index) => normalized.indexOf(normalized[index] ?? "") < index);
}
