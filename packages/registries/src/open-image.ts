/** A registry, asked from a runner; by itself, so that the client stays free of the runner. */

import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { environmentVariable, network, readText, readTextFile } from "@lablink-actions/action-kit";
import { andThen, combine, type ImageName, type Result } from "@lablink-actions/release-core";
import type { Credentials } from "./credentials.ts";
import { connect, parseAccount } from "./oci/connect.ts";
import type { DockerLogin } from "./oci/docker-login.ts";
import type { Repository } from "./oci/repository.ts";

/**
 * The account in the inputs username and password, or none.
 *
 * @returns it, or `input-missing` (LA901) where half of it is given
 */
export function readAccount(): Result<Credentials | undefined> {
  const inputs = combine({ username: readText("username"), password: readText("password") });
  return andThen(inputs, ({ username, password }) => parseAccount(username, password));
}

/** Opens an image with an account, or else with docker's login on this runner, or else as anybody. */
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
    new Promise((resolve) => {
      const options = { timeout: 30_000 };
      const child = execFile(`docker-credential-${name}`, ["get"], options, (error, output) => {
        resolve({
          exitCode: typeof error?.code === "number" ? error.code : error ? 127 : 0,
          output,
        });
      });
      // A helper that is not there, or does not read, closes the pipe.
      child.stdin?.on("error", () => {});
      child.stdin?.end(server);
    }),
});
