import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type Rights, takenRights } from "./rights.ts";

const root = new URL("../../", import.meta.url);

/** An action or a reusable workflow of this repository, as far as its callers must know it. */
export interface OwnFile {
  readonly inputs: Readonly<
    Record<string, { readonly required?: boolean; readonly default?: string }>
  >;
  /** What a job must give that calls the workflow; none for an action. */
  readonly rights: Rights;
}

/** Reads one by its name in `uses`: `publish-package`, `.github/workflows/images.yml`; undefined if there is none. */
export function ownFile(name: string): OwnFile | undefined {
  const path = name.startsWith(".github/") ? name : `actions/${name}/action.yml`;
  if (!existsSync(new URL(path, root))) return undefined;
  const document = parse(ownText(path));
  const { inputs } = document.on?.workflow_call ?? document;
  return { inputs: inputs ?? {}, rights: takenRights(Object.values(document.jobs ?? {})) };
}

/** A file of this repository. */
export function ownText(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, root)), "utf8");
}
