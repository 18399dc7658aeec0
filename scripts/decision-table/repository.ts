import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { leadsOut } from "@lablink-actions/action-kit";
import { missingConfig, parseReleaseConfig } from "@lablink-actions/release-config";
import { refusalMessage } from "@lablink-actions/release-core";
import { parse } from "smol-toml";
import type { Repository } from "./run.ts";

/** Reads a repository's configuration; throws an error with every refusal. */
export function openRepository(path: string): Repository {
  const file = resolve(path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(refusalMessage(missingConfig(path, "Create it, or correct --config.")));
  }
  const folder = dirname(file);
  const root = basename(folder) === ".github" ? dirname(folder) : folder;
  const config = parseReleaseConfig(readFileSync(file, "utf8"), {
    file: path,
    owner: ownerOf(root),
    leadsOut: (inside) => leadsOut(inside, root),
  });
  if (!config.ok) throw new Error(config.refusals.map(refusalMessage).join("\n"));
  return { config: config.value, root };
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

/** The owner on GitHub, for the default registry; it is read from the address of the remote origin. */
function ownerOf(root: string): string {
  try {
    const words = ["-C", root, "remote", "get-url", "origin"];
    const url = execFileSync("git", words, { encoding: "utf8", stdio: "pipe" });
    return /[/:]([^/:]+)\/[^/]+$/.exec(url.trim())?.[1] ?? "owner";
  } catch {
    return "owner";
  }
}
