import { parseYaml, type YamlDocument } from "@lablink-actions/release-config";
import {
  acceptUnless,
  map,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import checksSchema from "./checks.schema.json" with { type: "json" };
import { type Problem, type Schema, schemaProblems } from "./schema.ts";

/** The checks as they are written, once the schema has accepted them. */
export interface Checks {
  readonly venv?: string;
  readonly distribution?: string;
  readonly imports?: readonly string[];
  readonly "gpu-imports"?: readonly string[];
  readonly "entry-points"?: readonly string[];
  readonly "console-scripts"?: readonly string[];
  readonly executes?: readonly Execution[];
  readonly development?: {
    readonly tools?: readonly string[];
    readonly tests?: { run: string; in?: string; user?: string; network?: boolean };
  };
  readonly files?: readonly (string | { path: string; executable?: boolean })[];
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly claims?: Readonly<Record<string, { run: string; prints: string; network?: boolean }>>;
}

export interface Execution {
  readonly run: string;
  readonly exit?: number | readonly number[];
  readonly "runs-for"?: string;
  readonly creates?: string;
  readonly prints?: string;
  readonly network?: boolean;
}

/** Where checks are written: a file of the workspace, or the input `checks`. */
export interface ChecksSource {
  readonly text: string;
  /** Undefined where they stand in the workflow, whose line nobody can tell. */
  readonly file: string | undefined;
}

/**
 * Reads checks.
 *
 * @returns the checks, or `checks-invalid` (LA602) for each error in them, with line and column
 */
export function parseChecks({ text, file }: ChecksSource): Result<Checks> {
  const name = file ?? "checks";
  const parsed = parseYaml(text, name);
  if (!parsed.ok) {
    const [first, ...others] = parsed.refusals;
    return refuse(unreadable(first, file), ...others.map((other) => unreadable(other, file)));
  }
  const document = parsed.value;
  const value = document.value ?? {};
  const problems = schemaProblems(value, checksSchema as Schema);
  // What a key may hold is asked only of those that are there as the schema has them.
  const all = problems.length > 0 ? problems : meaningProblems(value as Checks);
  return map(
    acceptUnless(
      all.map((problem) => invalid(problem, document, file)),
      value,
    ),
    (checks) => checks as Checks,
  );
}

function meaningProblems(checks: Checks): Problem[] {
  const { executes = [], claims = {} } = checks;
  const patterns: [readonly string[], string | undefined][] = [
    ...executes.map(({ prints }, index): [string[], string | undefined] => [
      ["executes", String(index), "prints"],
      prints,
    ]),
    ...Object.entries(claims).map(([tag, { prints }]): [string[], string] => [
      ["claims", tag, "prints"],
      prints,
    ]),
  ];
  return [
    ...patterns.flatMap(([path, pattern]) => {
      const problem = pattern === undefined ? undefined : patternProblem(pattern);
      return problem === undefined ? [] : [{ path, message: problem }];
    }),
    ...executes.flatMap((execution, index): Problem[] =>
      execution["runs-for"] !== undefined && execution.exit !== undefined
        ? [
            {
              path: ["executes", String(index)],
              key: "exit",
              message: "has exit beside runs-for, which expects no end",
            },
          ]
        : [],
    ),
    ...(Object.keys(checks).length === 0 ? [{ path: [], message: "holds no check" }] : []),
  ];
}

function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern, "m");
    return undefined;
  } catch (error) {
    return `is ${quote(pattern)}, no regular expression: ${(error as Error).message}`;
  }
}

function unreadable({ seen, remedy, location }: Refusal, file: string | undefined): Refusal {
  return {
    name: "checks-invalid",
    seen,
    remedy,
    ...(file !== undefined && location !== undefined && { location }),
  };
}

function invalid(
  { path, key, message }: Problem,
  document: YamlDocument,
  file: string | undefined,
): Refusal {
  const location = key === undefined ? document.locate(path) : document.locateKey(path, key);
  const where = `${location.file}, line ${location.line}, column ${location.column}`;
  return {
    name: "checks-invalid",
    seen: `${where}: ${path.join(".") || "the whole"} ${message}`,
    remedy: "Mend that line.",
    ...(file !== undefined && { location }),
  };
}
