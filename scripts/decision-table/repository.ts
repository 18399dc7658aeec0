import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { leadsOut } from "@lablink-actions/action-kit";
import { missingConfig, parseReleaseConfig } from "@lablink-actions/release-config";
import { refusalMessage } from "@lablink-actions/release-core";
import { parse } from "smol-toml";
import { originOf } from "../origin.ts";
import type { Repository } from "./run.ts";

/** Reads a repository's configuration; throws an error with every refusal. */
export function openRepository(path: string): Repository {
  const { file, root } = findConfig(path);
  const owner = originOf(root)?.owner ?? "owner";
  const config = parseReleaseConfig(readFileSync(file, "utf8"), {
    file: path,
    owner,
    leadsOut: (inside) => leadsOut(inside, root),
  });
  if (!config.ok) throw new Error(config.refusals.map(refusalMessage).join("\n"));
  return { config: config.value, root, file: relative(root, file), owner };
}

/** A configuration's file, and the folder that its paths start from; throws an error if there is no such file. */
export function findConfig(path: string): { readonly file: string; readonly root: string } {
  const file = resolve(path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(refusalMessage(missingConfig(path, "Create it, or correct --config.")));
  }
  const folder = dirname(file);
  return { file, root: basename(folder) === ".github" ? dirname(folder) : folder };
}

/** The version of each package in its pyproject.toml: the one to ask for in the next production run. */
export function currentVersions(
  { config, root }: Repository,
  say: (line: string) => void,
): Map<string, string> {
  const versionOf = (directory: string): string => {
    const file = join(root, directory, "pyproject.toml");
    const version = staticVersion(file);
    if (version === undefined) say(`${file} has no static version: the table shows 1.0.0.`);
    return version ?? "1.0.0";
  };
  return new Map(config.packages.map(({ name, directory }) => [name, versionOf(directory)]));
}

function staticVersion(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const project = parse(readFileSync(file, "utf8"))["project"] as { version?: unknown };
    return typeof project?.version === "string" ? project.version : undefined;
  } catch (cause) {
    throw new Error(`${file} is not TOML: ${cause}`, { cause });
  }
}
