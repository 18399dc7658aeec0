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
  type Result,
} from "@lablink-actions/release-core";
import { environmentVariable } from "./environment.ts";
import { type Parser, text } from "./inputs.ts";
import { mask } from "./log.ts";
import { network } from "./network.ts";
import { runProgram } from "./program.ts";
import { readTextFile } from "./workspace.ts";

/** A text that is masked before anything can fail. */
const secret: Parser<string> = (given) => {
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

/** Opens an image with an account, or else with docker's login on this runner, or else without any. */
export function openImage(
  image: ImageName,
  account: Credentials | undefined,
): Promise<Result<Repository>> {
  return connect(image, account, docker(), network);
}

/** The login that docker/login-action left on the runner. */
const docker = (): DockerLogin => ({
  directory: environmentVariable("DOCKER_CONFIG") || join(homedir(), ".docker"),
  readFile: readTextFile,
  askHelper: (name, server) =>
    runProgram(`docker-credential-${name}`, ["get"], { deadline: 30_000, input: server }),
});
