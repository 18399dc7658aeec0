/** An image in its registry, as a runner reaches it. */

import { homedir } from "node:os";
import { join } from "node:path";
import {
  type Credentials,
  connect,
  type DockerLogin,
  parseAccount,
  type Repository,
} from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  type ImageName,
  listing,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { environmentVariable } from "./environment.ts";
import { type Parser, text } from "./inputs.ts";
import { mask } from "./log.ts";
import { network } from "./network.ts";
import { runProgram } from "./program.ts";
import { readTextFile } from "./workspace.ts";

/** A text that is masked before anything can fail. */
export const secret: Parser<string> = (given) => {
  mask(given);
  return accept(given);
};

/** The parsers of the two inputs of an account. */
export const accountInputs = { username: text, password: secret };

/**
 * The account in those inputs, or none.
 *
 * @returns it, or `input-missing` (LA901) if half of it is given
 */
export function accountOf(inputs: {
  readonly username: Result<string>;
  readonly password: Result<string>;
}): Result<Credentials | undefined> {
  const { username, password } = inputs;
  return andThen(combine({ username, password }), (given) =>
    parseAccount(given.username, given.password),
  );
}

/**
 * Opens an image with an account, or else with docker's login on this runner, or else without any.
 *
 * @param through by default, requests end with the run
 * @returns its repository, or `account-elsewhere` (LA716), or what is wrong with docker's login (LA708)
 */
export async function openImage(
  image: ImageName,
  account: Credentials | undefined,
  through: typeof network = network,
): Promise<Result<Repository>> {
  const registry = registryOf(image);
  const server = environmentVariable("GITHUB_SERVER_URL");
  if (account && isGithubToken(account.password) && !isGithubs(registry, server)) {
    return refuse(
      accountElsewhere(
        `the password that was given for ${image} is a token of GitHub, and ${registry} is not a registry of GitHub`,
        `Give username and password of an account of ${registry}, or leave both empty to read it without one.`,
      ),
    );
  }
  return connect(image, account, docker(), through);
}

/**
 * `account-elsewhere` (LA716): the account that was given is not for the registry that would get it.
 *
 * @param remedy what to do about this cause, as one or more sentences
 */
function accountElsewhere(seen: string, remedy: string): Refusal {
  return { name: "account-elsewhere", seen, remedy };
}

/**
 * An account is for one registry. Without this, an image in another one would get its password.
 *
 * @param split what to do instead, as a sentence
 * @returns the account, or `account-elsewhere` (LA716) if the images are in several registries
 */
export function requireOneRegistry(
  account: Credentials | undefined,
  images: readonly ImageName[],
  split: string,
): Result<Credentials | undefined> {
  const registries = [...new Set(images.map(registryOf))];
  if (account === undefined || registries.length < 2) return accept(account);
  return refuse(
    accountElsewhere(
      `one account was given, and the images are in ${listing(registries)}`,
      `${split} log in to each with docker/login-action and leave username and password empty.`,
    ),
  );
}

/** The host of an image's registry: `ghcr.io`. */
function registryOf(image: ImageName): string {
  return image.slice(0, image.indexOf("/"));
}

/** GitHub's tokens by their prefixes (docs.github.com, "About authentication to GitHub"). */
function isGithubToken(password: string): boolean {
  return /^(?:gh[oprsu]_|github_pat_)/.test(password);
}

/** Every server of GitHub but github.com itself has its registry at its own name. */
function isGithubs(registry: string, server = "https://github.com"): boolean {
  const own = URL.canParse(server) ? [`containers.${new URL(server).host}`] : [];
  return ["ghcr.io", "docker.pkg.github.com", ...own].includes(registry);
}

/** The login that docker/login-action left on the runner. */
const docker = (): DockerLogin => ({
  directory: environmentVariable("DOCKER_CONFIG") || join(homedir(), ".docker"),
  readFile: readTextFile,
  askHelper: (name, server) =>
    runProgram(`docker-credential-${name}`, ["get"], { deadline: 30_000, input: server }),
});
