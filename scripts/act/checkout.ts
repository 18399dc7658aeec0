import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type GitRepository, gitRepository } from "@lablink-actions/testkit";

const example = resolve(import.meta.dirname, "../../examples/lablink");

/**
 * A repository like LabLink's in a temporary folder: the example, committed, with its images in a registry of this
 * machine.
 *
 * @param registry the registry's host
 * @param edit what is to be different, done before the commit
 */
export async function checkOutExample(
  registry: string,
  edit: (folder: string) => void = () => {},
): Promise<GitRepository> {
  const repository = await gitRepository();
  cpSync(example, repository.path, { recursive: true });
  const config = join(repository.path, ".github/lablink-actions.yml");
  const text = readFileSync(config, "utf8");
  writeFileSync(config, text.replace(/^registry: ghcr\.io\//m, `registry: ${registry}/`));
  edit(repository.path);
  // act reads from it what the repository is called; nothing is fetched.
  await repository.git("remote", "add", "origin", "https://github.com/talmolab/lablink.git");
  await repository.commit("LabLink in small");
  return repository;
}
