import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../../packages/testkit/stand-ins");

/** What stands in for a third-party action: the action and commit as a workflow names it, and a folder. */
export interface StandIn {
  readonly uses: string;
  readonly folder: string;
}

/** The stand-ins for every action the workflow and action files in some folders use by its commit. */
export function standInsFor(folders: readonly string[]): StandIn[] {
  const used = folders.flatMap((root) =>
    globSync(["{,.github/workflows/}*.yml", "*/action.yml"], { cwd: root }).flatMap((file) =>
      [
        ...readFileSync(join(root, file), "utf8").matchAll(
          /\buses: ([\w-]+\/[\w-]+)\S*@([0-9a-f]{40})/g,
        ),
      ].map(([, action = "", commit = ""]) => ({ action, uses: `${action}@${commit}` })),
    ),
  );
  const distinct = new Map(used.map((it) => [it.uses, join(folder, it.action)]));
  return [...distinct]
    .filter(([, it]) => existsSync(it))
    .map(([uses, it]) => ({ uses, folder: it }));
}
