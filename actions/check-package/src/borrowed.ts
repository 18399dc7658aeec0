import { join } from "node:path";
import {
  type EntryPoint,
  hasModule,
  objectReference,
  type Wheel,
} from "@lablink-actions/python-package";
import {
  accept,
  isNonEmpty,
  map,
  quote,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { entryPointMissing } from "./agreement.ts";
import type { BuiltFile } from "./dist.ts";
import type { Folder } from "./folder.ts";
import { type Environments, pythonFor, type Workshop } from "./install.ts";
import { isNamedAs, requirementsFor } from "./sibling.ts";

/** An entry point whose module the wheel does not have, and what it requires may have. */
interface Borrowed {
  readonly path: string;
  readonly wheel: Wheel;
  readonly entryPoint: EntryPoint;
  readonly requirements: readonly string[];
}

/**
 * Looks for the modules that wheels name in entry points and do not have: bs4 has the script, and beautifulsoup4, which
 * it requires, the module. The wheels of what is required are fetched from the index that uv uses; nothing of them
 * runs.
 *
 * @returns what is to be said; or `entry-point-missing` (LA222), also if uv cannot fetch them, unless one is named as
 * the module
 */
export async function lookAtRequired(
  files: readonly BuiltFile[],
  environments: Environments,
  folder: Pick<Folder, "entries">,
): Promise<Result<readonly string[]>> {
  const borrowed = files.flatMap(borrowedIn);
  if (borrowed.length === 0) return accept([]);
  return environments(async (workshop) => {
    const looked: Result<readonly string[]>[] = [];
    for (const [number, one] of borrowed.entries()) {
      looked.push(await look(one, workshop.path(`required-${number}`), workshop, folder));
    }
    return map(
      traverse(looked, (one) => one),
      (warnings) => warnings.flat(),
    );
  });
}

function borrowedIn({ path, distribution: wheel }: BuiltFile): readonly Borrowed[] {
  if (wheel.kind !== "wheel") return [];
  return wheel.entryPoints.flatMap((entryPoint) => {
    const requirements = requirementsFor(entryPoint, wheel);
    const isOwn = hasModule(entryPoint.value, wheel.files);
    return isOwn || requirements.length === 0 ? [] : { path, wheel, entryPoint, requirements };
  });
}

async function look(
  { path, wheel, entryPoint, requirements }: Borrowed,
  target: string,
  { uv }: Workshop,
  { entries }: Pick<Folder, "entries">,
): Promise<Result<readonly string[]>> {
  const { group, name, value } = entryPoint;
  const named = requirements.filter((requirement) => isNamedAs(requirement, entryPoint));
  const others = requirements.filter((requirement) => !named.includes(requirement));
  const troubles: string[] = [];
  // What is named as the module probably has it, and then the others need not be fetched.
  for (const wanted of [named, others].filter(isNonEmpty)) {
    const answer = await uv(
      ...["pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--target", target],
      ...[...pythonFor(wheel.metadata), "--", ...wanted],
    );
    if (answer.exitCode !== 0) troubles.push(answer.trouble.trim().replace(/\s+/g, " "));
    else if (hasModule(value, filesAlong(value, target, entries))) return accept([]);
  }
  const seen = `has no module for ${quote(`[${group}] ${name} = ${value}`)}`;
  const [trouble] = troubles;
  if (trouble === undefined) {
    const remedy =
      "Correct the module's name, have the build backend include it in the wheel, or require the package that has it.";
    return refuse(entryPointMissing(path, `${seen}, nor has what it requires`, remedy));
  }
  const why = `uv could not fetch what it requires: ${trouble.slice(-1000)}`;
  const [sibling] = named;
  if (sibling) return accept([`${path} ${seen}; ${sibling} may have it, but ${why}`]);
  const remedy = "Correct the module's name, or repeat the run if the index was in trouble.";
  return refuse(entryPointMissing(path, `${seen}, and ${why}`, remedy));
}

/** The files in the folders on the way to a module. */
function filesAlong(value: string, target: string, entries: Folder["entries"]): string[] {
  const [module = ""] = objectReference(value).split(":");
  const folders = [
    "",
    ...module.split(".").map((_, index, all) => all.slice(0, index + 1).join("/")),
  ];
  return folders.flatMap((folder) =>
    (entries(join(target, folder)) ?? []).map((entry) =>
      folder === "" ? entry.name : `${folder}/${entry.name}`,
    ),
  );
}
