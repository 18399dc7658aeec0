import {
  type Optional,
  object,
  optional,
  type Problem,
  type Shape,
  type Shaped,
} from "@lablink-actions/shape";
import { mountProblems, mountsShape } from "../mounts.ts";
import { claims } from "./claims.ts";
import { consoleScripts } from "./console-scripts.ts";
import { distribution } from "./distribution.ts";
import { executes } from "./executes.ts";
import { files } from "./files.ts";
import { entryPoints, gpuImports, imports } from "./imports.ts";
import type { Row, Run } from "./kind.ts";
import { tests } from "./tests.ts";
import { tools } from "./tools.ts";
import { user } from "./user.ts";
import { variables } from "./variables.ts";
import { venv } from "./venv.ts";

/** All kinds of checks by their keys, in the order of the report. Everything else is derived from these two tables. */
const kinds = {
  venv,
  distribution,
  "console-scripts": consoleScripts,
  "entry-points": entryPoints,
  imports,
  "gpu-imports": gpuImports,
  executes,
  files,
  env: variables,
  user,
  claims,
} satisfies Kinds;

/** Those under the key `development`. */
const developmentKinds = { tools, tests } satisfies Kinds;

type Kinds = Readonly<Record<string, AnyKind>>;

/** A kind of which nobody knows here what is written under its key. */
interface AnyKind {
  readonly shape: Shape<unknown>;
  readonly problems?: (written: never) => readonly Problem[];
  readonly plan: (written: never, run: Run) => readonly Row[];
  readonly python?: string;
  readonly shell?: string;
}

/** How checks are written. */
export const checksShape = object({
  ...members(kinds),
  mounts: optional(mountsShape),
  development: optional(object(members(developmentKinds))),
});

export type Checks = Shaped<typeof checksShape>;

/** What is wrong with checks that have the shape. */
export function meaningProblems(checks: Checks): readonly Problem[] {
  const inKinds = eachOf(checks).flatMap(({ path, kind, written }) =>
    (kind.problems?.(written) ?? []).map((problem) => ({
      ...problem,
      path: [...path, ...problem.path],
    })),
  );
  const { mounts = {}, ...others } = checks;
  const inMounts = mountProblems(mounts).map((problem) => ({
    ...problem,
    path: ["mounts", ...problem.path],
  }));
  const message = "has no check";
  const remedy = "Write at least one check, or leave it out and give package.";
  const isEmpty = Object.keys(others).length === 0;
  return isEmpty ? [{ path: [], message, remedy }] : [...inKinds, ...inMounts];
}

/** The rows of the report. */
export function planRows(checks: Checks, run: Run): readonly Row[] {
  return eachOf(checks).flatMap(({ kind, written }) => kind.plan(written, run));
}

const allKinds: readonly AnyKind[] = Object.values({ ...kinds, ...developmentKinds });

/** The functions that look, for the Python probe. */
export const pythonLooks = joined(allKinds.map(({ python = "" }) => python));

/** The functions that look, for the shell probe. */
export const shellLooks = joined(allKinds.map(({ shell = "" }) => shell));

type Members<K extends Kinds> = {
  readonly [Key in keyof K]: Optional<Shaped<K[Key]["shape"]>>;
};

function members<K extends Kinds>(kinds: K): Members<K> {
  const entries = Object.entries(kinds).map(([key, { shape }]) => [key, optional(shape)]);
  return Object.fromEntries(entries);
}

/** What is written under each key, with its kind. */
function eachOf({ development = {}, ...checks }: Checks) {
  return [
    ...written(kinds, checks, []),
    ...written(developmentKinds, development, ["development"]),
  ];
}

function written(kinds: Kinds, values: Readonly<Record<string, unknown>>, path: readonly string[]) {
  return Object.entries(kinds).flatMap(([key, kind]) => {
    const value = values[key];
    if (value === undefined) return [];
    // The shape made sure that it is what the kind of this key takes.
    return [{ kind, written: value as never, path: [...path, key] }];
  });
}

/** Several kinds have one program. */
function joined(programs: readonly string[]): string {
  return [...new Set(programs)].join("\n");
}
