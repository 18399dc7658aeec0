import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseReleaseConfig } from "@lablink-actions/release-config";
import { matchVersionTag, refusalMessage } from "@lablink-actions/release-core";
import { type GitRepository, gitRepository } from "@lablink-actions/testkit";

/** A repository whose workflows are run. */
export interface SourceRepository {
  readonly path: string;
  /** As `owner/name`. */
  readonly name: string;
  /** Where its packages are, relative to it, and how their tags begin. */
  readonly packages: readonly SourcePackage[];
}

interface SourcePackage {
  readonly name: string;
  readonly directory: string;
  readonly tagPrefix: string;
}

/** The example, which a checkout of its own is made of. */
export const example: SourceRepository = {
  ...readRepository(resolve(import.meta.dirname, "../../examples/lablink")),
  name: "talmolab/lablink",
};

/**
 * What a folder's configuration says that it ships. Without a configuration it has no packages.
 *
 * @throws if the configuration cannot be used, with every refusal
 */
export function readRepository(path: string): SourceRepository {
  const name = nameOf(path);
  const file = ".github/lablink-actions.yml";
  if (!existsSync(join(path, file))) return { path, name, packages: [] };
  const [owner = ""] = name.split("/");
  const text = readFileSync(join(path, file), "utf8");
  const config = parseReleaseConfig(text, { file, owner, leadsOut: () => false });
  if (!config.ok) throw new Error(config.refusals.map(refusalMessage).join("\n"));
  return { path, name, packages: config.value.packages };
}

/** The packages that a run does not publish: neither by its tag nor by its input `package`. */
export function packagesBefore(
  { packages }: SourceRepository,
  subject: { readonly tag: string | undefined; readonly input: string | undefined },
): readonly SourcePackage[] {
  const declared = packages.map((it) => ({ packageName: it.name, prefix: it.tagPrefix }));
  const tagged = subject.tag === undefined ? undefined : matchVersionTag(subject.tag, declared);
  const published = [...(tagged?.packageNames ?? []), subject.input];
  return packages.filter(({ name }) => !published.includes(name));
}

/** A copy of what is committed in a repository, with its tags. */
export async function cloneOf(path: string): Promise<GitRepository> {
  const repository = await gitRepository();
  await repository.git("fetch", "--quiet", "--tags", pathToFileURL(resolve(path)).href, "HEAD");
  await repository.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  return repository;
}

/** The refs by which a repository's workflows name these actions; `v1` is what they name each other by. */
export function namedRefs(path: string): string[] {
  const files = globSync(join(path, ".github/workflows/*.{yml,yaml}"));
  const named = files.flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(/uses: *talmolab\/lablink-actions\/[^@\s]+@([\w./-]+)/g),
  ]);
  return [...new Set(["v1", ...named.map(([, ref = ""]) => ref)])];
}

/** As its origin names it, or after its folder. */
function nameOf(path: string): string {
  const words = ["-C", path, "config", "--get", "remote.origin.url"];
  try {
    const url = execFileSync("git", words, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const found = /[/:]([^/:]+\/[^/]+?)(\.git)?\/?$/.exec(url.trim())?.[1];
    if (found !== undefined) return found;
  } catch {
    // It has no origin.
  }
  return `owner/${basename(resolve(path))}`;
}
