import type { Channel } from "@lablink-actions/release-core";
import type { Checks, Execution } from "./checks.ts";

/** One row of the report: what the probe is to look at, and what it is expected to find. */
export type PlannedCheck = { readonly id: number; readonly name: string } & CheckKind;

export type CheckKind =
  | { readonly kind: "venv"; readonly path: string }
  | { readonly kind: "distribution"; readonly distribution: string; readonly expected: string }
  | {
      readonly kind: "import";
      readonly module: string;
      readonly attribute: string;
      readonly callable: boolean;
      readonly gpu: boolean;
    }
  | { readonly kind: "console-script"; readonly script: string }
  | { readonly kind: "tool"; readonly distribution: string; readonly wanted: boolean }
  | PlannedExecution
  | { readonly kind: "file"; readonly path: string; readonly executable: boolean }
  | { readonly kind: "variable"; readonly variable: string; readonly value: string }
  | { readonly kind: "user"; readonly user: string };

export interface PlannedExecution {
  readonly kind: "execute";
  readonly run: string;
  readonly exits: readonly number[];
  /** Seconds after which being alive is a pass; 0 where an end is expected. */
  readonly alive: number;
  /** A file; empty for none. */
  readonly creates: string;
  /** A pattern; empty for none. */
  readonly prints: string;
  /** Where, and as whom; empty for the neutral folder, and for the image's user. */
  readonly directory: string;
  readonly user: string;
  /** The package's tests: as long as there is time, shown as they run, and judged by their exit code alone. */
  readonly tests: boolean;
}

/**
 * The checks of a run, in the order of the report.
 *
 * @param expected the version the distribution must have; empty where any will do
 */
export function planChecks(checks: Checks, channel: Channel, expected: string): PlannedCheck[] {
  const { venv, distribution, user, development: { tools = [], tests } = {} } = checks;
  const kinds: [string, CheckKind][] = [
    ...(venv === undefined ? [] : [named(`venv ${venv}`, { kind: "venv", path: venv })]),
    ...(distribution === undefined
      ? []
      : [named(`distribution ${distribution}`, { kind: "distribution", distribution, expected })]),
    ...(checks["console-scripts"] ?? []).map((script) =>
      named(`console script ${script}`, { kind: "console-script", script }),
    ),
    ...(checks["entry-points"] ?? []).map((target) => object("entry point", target, true, false)),
    ...(checks.imports ?? []).map((target) => object("import", target, false, false)),
    ...(checks["gpu-imports"] ?? []).map((target) => object("gpu import", target, false, true)),
    ...(checks.executes ?? []).map((execution) =>
      named(`executes ${execution.run}`, planExecution(execution)),
    ),
    ...(checks.files ?? []).map((file) => {
      const { path, executable = false } = typeof file === "string" ? { path: file } : file;
      return named(`file ${path}`, { kind: "file", path, executable });
    }),
    ...Object.entries(checks.env ?? {}).map(([variable, value]) =>
      named(`env ${variable}`, { kind: "variable", variable, value }),
    ),
    ...(user === undefined ? [] : [named(`user ${user}`, { kind: "user", user })]),
    ...Object.entries(checks.claims ?? {}).map(([tag, claim]) =>
      named(`claim ${tag}`, planExecution(claim)),
    ),
    ...tools.map((tool) =>
      named(`development tool ${tool}`, {
        kind: "tool",
        distribution: tool,
        wanted: channel.name === "development",
      }),
    ),
    ...(tests === undefined || channel.name === "production"
      ? []
      : [
          named(`tests ${tests.run}`, {
            ...planExecution(tests),
            directory: tests.in ?? "",
            user: tests.user ?? "",
            tests: true,
          }),
        ]),
  ];
  return kinds.map(([name, kind], id) => ({ id, name, ...kind }));
}

/** Whether one of the checks that are run asks for the network. */
export function needsNetwork(checks: Checks, channel: Channel): boolean {
  const { executes = [], claims = {}, development: { tests } = {} } = checks;
  return [
    ...executes,
    ...Object.values(claims),
    ...(tests && channel.name === "development" ? [tests] : []),
  ].some(({ network }) => network === true);
}

function named(name: string, kind: CheckKind): [string, CheckKind] {
  return [name, kind];
}

function object(label: string, target: string, callable: boolean, gpu: boolean) {
  const [module = "", attribute = ""] = target.split(":");
  return named(`${label} ${target}`, { kind: "import", module, attribute, callable, gpu });
}

function planExecution(execution: Execution): PlannedExecution {
  return {
    kind: "execute",
    run: execution.run,
    exits: [execution.exit ?? 0].flat(),
    alive: Number.parseFloat(execution["runs-for"] ?? "0"),
    creates: execution.creates ?? "",
    prints: execution.prints ?? "",
    directory: "",
    user: "",
    tests: false,
  };
}
