import {
  compareVersions,
  normalizePackageName,
  parseVersion,
  type Version,
} from "@lablink-actions/release-core";

/** An installed distribution, by its metadata. */
export interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly requires: readonly string[];
}

type Markers = Readonly<Record<string, string>>;

/**
 * What `pip check` says, from the metadata alone, for environments without pip, such as uv makes: a line for each
 * requirement (PEP 508) of an installed distribution that no installed distribution meets.
 */
export function unmetRequirements(
  distributions: readonly Distribution[],
  markers: Markers,
): string[] {
  const installed = new Map(
    distributions.map(({ name, version }) => [normalizePackageName(name), version]),
  );
  return distributions.flatMap(({ name, version, requires }) =>
    requires.flatMap((text) => {
      const requirement = parseRequirement(text);
      if (requirement === undefined) {
        return [`${name} ${version} requires ${text.slice(0, longest)}, which cannot be read`];
      }
      // As pip check: nothing has to meet what belongs to an extra.
      if (!holds(requirement.marker, { extra: "", ...markers })) return [];
      const found = installed.get(normalizePackageName(requirement.name));
      if (found === undefined)
        return [`${name} ${version} requires ${requirement.name}, which is not installed`];
      if (satisfies(found, requirement.specifiers)) return [];
      return [`${name} ${version} has requirement ${text}, but there is ${found}`];
    }),
  );
}

interface Requirement {
  readonly name: string;
  readonly specifiers: readonly string[];
  readonly marker: string;
}

/** Characters of a requirement that is read. A hostile one could fill the stack with brackets. */
const longest = 2000;

// The name is looked ahead for, so that no part of it is tried again as something else. With single spaces, the time
// for a hostile text does not grow faster than its length.
const requirementPattern =
  /^(?=(?<name>[A-Za-z0-9][\w.-]*))\k<name> ?(?:\[[^\]]*\])? ?(?:@ ?\S+|\(?(?<specifiers>[^;()]*)\)?) ?(?:;(?<marker>.*))?$/s;

function parseRequirement(text: string): Requirement | undefined {
  if (text.length > longest) return undefined;
  const spaced = text.replace(/^[^;]*/, (start) => start.trim().replace(/\s+/g, " "));
  const groups = requirementPattern.exec(spaced)?.groups;
  if (groups?.["name"] === undefined) return undefined;
  const specifiers = (groups["specifiers"] ?? "")
    .split(",")
    .map((specifier) => specifier.trim())
    .filter((specifier) => specifier !== "");
  if (!specifiers.every((specifier) => specifierPattern.test(specifier))) return undefined;
  return { name: groups["name"], specifiers, marker: groups["marker"]?.trim() ?? "" };
}

const specifierPattern = /^(?<operator>===|~=|==|!=|<=|>=|<|>)\s*(?<version>\S+?)(?<prefix>\.\*)?$/;

/** Whether a version is within all specifiers (PEP 440). A pre-release can be, because it is installed. */
export function satisfies(version: string, specifiers: readonly string[]): boolean {
  const actual = parseVersion(version);
  return specifiers.every((specifier) => {
    const groups = specifierPattern.exec(specifier)?.groups;
    const operator = groups?.["operator"] ?? "";
    const text = groups?.["version"] ?? "";
    if (operator === "===") return version.toLowerCase() === text.toLowerCase();
    const wanted = parseVersion(text);
    return (
      actual !== undefined &&
      wanted !== undefined &&
      compares(actual, operator, wanted, groups?.["prefix"] !== undefined)
    );
  });
}

function compares(actual: Version, operator: string, wanted: Version, prefix: boolean): boolean {
  // A local part of the installed version counts only if the specifier has one.
  const seen = wanted.local ? actual : withoutLocal(actual);
  const order = compareVersions(seen, wanted);
  switch (operator) {
    case "==":
      return prefix ? begins(actual, wanted.release) && actual.epoch === wanted.epoch : order === 0;
    case "!=":
      return prefix
        ? !(begins(actual, wanted.release) && actual.epoch === wanted.epoch)
        : order !== 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
    case "~=":
      return order >= 0 && begins(actual, wanted.release.slice(0, -1));
    case "<":
      // A pre-release of the version that is excluded is excluded as well.
      return order < 0 && (isPre(wanted) || !isPre(seen) || !begins(seen, padded(wanted, seen)));
    default:
      return (
        order > 0 &&
        (wanted.post !== undefined || seen.post === undefined || !sameRelease(seen, wanted))
      );
  }
}

function withoutLocal({ local: _, ...version }: Version): Version {
  return version;
}

function isPre({ pre, dev }: Version): boolean {
  return pre !== undefined || dev !== undefined;
}

function padded({ release }: Version, { release: { length } }: Version): string[] {
  return Array.from({ length: Math.max(length, release.length) }, (_, i) => release[i] ?? "0");
}

function sameRelease(left: Version, right: Version): boolean {
  return begins(left, padded(right, left));
}

function begins({ release }: Version, start: readonly string[]): boolean {
  return start.every((number, index) => (release[index] ?? "0") === number);
}

/** Whether an environment marker (PEP 508) holds. One that cannot be read does, so that nothing is passed over. */
export function holds(marker: string, markers: Markers): boolean {
  const words: readonly string[] =
    marker.match(/"[^"]*"|'[^']*'|[A-Za-z_.]+|===|~=|==|!=|<=|>=|<|>|[()]/g) ?? [];
  let at = 0;
  const value = (): string => {
    const word = words[at++] ?? "";
    if (/^["']/.test(word)) return word.slice(1, -1);
    const name = word.replaceAll(".", "_");
    // Nothing that every object has, such as its constructor.
    return Object.hasOwn(markers, name) ? (markers[name] ?? "") : "";
  };
  const comparison = (): boolean => {
    if (words[at] === "(") {
      at++;
      const inner = disjunction();
      at++;
      return inner;
    }
    const left = value();
    let operator = words[at++] ?? "";
    if (operator === "not") operator += ` ${words[at++]}`;
    return compareMarkers(left, operator, value());
  };
  const conjunction = (): boolean => {
    let all = comparison();
    while (words[at] === "and") {
      at++;
      all = comparison() && all;
    }
    return all;
  };
  const disjunction = (): boolean => {
    let any = conjunction();
    while (words[at] === "or") {
      at++;
      any = conjunction() || any;
    }
    return any;
  };
  return words.length === 0 || disjunction();
}

function compareMarkers(left: string, operator: string, right: string): boolean {
  if (operator === "in") return right.includes(left);
  if (operator === "not in") return !right.includes(left);
  if (parseVersion(left) && parseVersion(right.replace(/\.\*$/, "")))
    return satisfies(left, [`${operator}${right}`]);
  switch (operator) {
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return left === right;
  }
}
