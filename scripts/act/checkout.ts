import { cpSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type GitRepository, gitRepository, registryAccount } from "@lablink-actions/testkit";
import type { LocalServices } from "./local-services.ts";
import { cloneOf, example, type SourceRepository } from "./repository.ts";

type Services = Pick<LocalServices, "registry"> & Partial<Pick<LocalServices, "index">>;

/** What the example's infrastructure says of its address. */
const address = /"\$\{local\.config\.ssl\.provider .*"/;

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
 * @param deployment the address on this machine at which what it deploys answers
 */
export async function checkOutExample(
  services: Services | undefined,
  edit: (folder: string) => void = () => {},
  deployment?: string,
): Promise<GitRepository> {
  const repository = await gitRepository();
  cpSync(example.path, repository.path, { recursive: true });
  if (services !== undefined) useLocalServices(repository.path, services, example.name);
  if (deployment !== undefined) answerAt(repository.path, deployment);
  edit(repository.path);
  await nameOrigin(repository, example.name);
  await repository.commit("LabLink in small");
  return repository;
}

/** A copy of what is committed in a repository, with its tags, that uses this machine's registry and index. */
export async function checkOutRepository(
  { path, name }: SourceRepository,
  services: Services,
): Promise<GitRepository> {
  const repository = await cloneOf(path);
  useLocalServices(repository.path, services, name);
  await nameOrigin(repository, name);
  await repository.commit("The registry and the index of this machine");
  return repository;
}

/** What is deployed says that it is at another address. */
function answerAt(folder: string, deployment: string): void {
  const outputs = join(folder, "lablink-infrastructure/outputs.tf");
  const text = readFileSync(outputs, "utf8");
  writeFileSync(
    outputs,
    text.replace(address, () => JSON.stringify(deployment)),
  );
}

async function nameOrigin(repository: GitRepository, name: string): Promise<void> {
  // act reads the repository's name from it; nothing is fetched.
  await repository.git("remote", "add", "origin", `https://github.com/${name}.git`);
  // What a workflow pushes must stay on this machine.
  await repository.git("config", "remote.origin.pushurl", pathToFileURL(repository.path).href);
}

/** Replaces the registry and the index that a configuration names, or else uses by default. */
function useLocalServices(folder: string, { registry, index }: Services, name: string): void {
  const config = join(folder, ".github");
  for (const file of globSync("{lablink-actions,workflows/*}.{yml,yaml}", { cwd: config })) {
    const path = join(config, file);
    const text = readFileSync(path, "utf8")
      .replace(/^( *(?:registry|image): )ghcr\.io\//m, `$1${registry.host}/`)
      // Only ghcr.io gets the run's token.
      .replace(/^( *)uses: \S+\/(?:audit|images)\.yml@\S+$/gm, `$&\n${registrySecrets}`);
    writeFileSync(path, file.startsWith("lablink-actions") ? withDefaults(text) : text);
  }

  function withDefaults(text: string): string {
    const [owner = ""] = name.toLowerCase().split("/");
    const named = /^registry: /m.test(text) ? text : `registry: ${registry.host}/${owner}\n${text}`;
    return index ? `index: ${index.url}\n${named.replace(/^index: .*\n/m, "")}` : named;
  }
}

/** Tags a checkout's commit and checks the tag out, as GitHub's checkout leaves it with fetch-depth 0. */
export async function checkOutTag(checkout: GitRepository, tag: string): Promise<void> {
  await checkout.git("update-ref", "refs/remotes/origin/main", "refs/heads/main");
  await checkout.tag(tag);
  await checkout.git("checkout", "--quiet", "--detach", tag);
}
