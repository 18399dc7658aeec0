/** PEP 508: letters and digits, joined by single or repeated `-`, `_`, `.`. */
export function isPackageName(text: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text);
}

/** PEP 503: one spelling for all names an index holds to be the same. */
export function normalizePackageName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** The names that an index would take for one given before. */
export function repeatedPackageNames(names: readonly string[]): string[] {
  const normalized = names.map(normalizePackageName);
  return names.filter((_, index) => normalized.indexOf(normalized[index] ?? "") < index);
}
