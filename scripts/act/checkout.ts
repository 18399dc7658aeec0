import { cpSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type GitRepository, gitRepository, registryAccount } from "@lablink-actions/testkit";
import type { LocalServices } from "./local-services.ts";

const example = resolve(import.meta.dirname, "../../examples/lablink");

const registrySecrets = `    secrets:
      registry-username: \${{ secrets.REGISTRY_USERNAME }}
      registry-password: \${{ secrets.REGISTRY_PASSWORD }}`;

/** The secrets that a checkout's workflow passes to images.yml. */
export const registryLogin = {
  REGISTRY_USERNAME: registryAccount.username,
  REGISTRY_PASSWORD: registryAccount.password,
};

/**
 * A repository like LabLink's in a temporary folder: the example, committed.
 *
 * @param services this machine's registry, and perhaps its index, for images and packages; undefined if there are none
 * @param edit makes changes before the commit
 */
export async function checkOutExample(
  services: (Pick<LocalServices, "registry"> & Partial<Pick<LocalServices, "index">>) | undefined,
  edit: (folder: string) => void = () => {},
): Promise<GitRepository> {
  const repository = await gitRepository();
  cpSync(example, repository.path, { recursive: true });
  const config = join(repository.path, ".github");
  if (services !== undefined) {
    const { registry, index } = services;
    for (const name of globSync("{lablink-actions,workflows/*}.yml", { cwd: config })) {
      const file = join(config, name);
      const text = readFileSync(file, "utf8")
        .replace(/^registry: /m, index ? `index: ${index.url}\nregistry: ` : "registry: ")
        .replace(/^( *(?:registry|image): )ghcr\.io\//m, `$1${registry.host}/`)
        // Only ghcr.io gets the run's token.
        .replace(/^( *)uses: \S+\/images\.yml@\S+$/gm, `$&\n${registrySecrets}`);
      writeFileSync(file, text);
    }
  }
  edit(repository.path);
  // act reads the repository's name from it; nothing is fetched.
  await repository.git("remote", "add", "origin", "https://github.com/talmolab/lablink.git");
  // What a workflow pushes must stay on this machine.
  await repository.git("config", "remote.origin.pushurl", pathToFileURL(repository.path).href);
  await repository.commit("LabLink in small");
  return repository;
}

/** Tags a checkout's commit and checks the tag out, as GitHub's checkout leaves it with fetch-depth 0. */
export async function checkOutTag(checkout: GitRepository, tag: string): Promise<void> {
  await checkout.git("update-ref", "refs/remotes/origin/main", "refs/heads/main");
  await checkout.tag(tag);
  await checkout.git("checkout", "--quiet", "--detach", tag);
}
