import { accept, type ImageName, map, type Result, refuse } from "@lablink-actions/release-core";
import type { Credentials } from "../credentials.ts";
import type { Network } from "../network.ts";
import { addressOf } from "./address.ts";
import { type DockerLogin, findCredentials } from "./docker-login.ts";
import { openRepository, type Repository } from "./repository.ts";

/**
 * The account of the inputs, or none.
 *
 * @returns it, or `input-missing` (LA901) where half of it is given
 */
export function parseAccount(username: string, password: string): Result<Credentials | undefined> {
  if (username !== "" && password !== "") return accept({ username, password });
  if (username === password) return accept(undefined);
  return refuse({
    name: "input-missing",
    seen: `${username ? "username" : "password"} is given without ${username ? "password" : "username"}`,
    remedy: "Give both, or neither to use the login in docker's configuration.",
  });
}

/** Opens an image with the account of the inputs, or else with docker's login, or else as anybody. */
export async function connect(
  image: ImageName,
  account: Credentials | undefined,
  docker: DockerLogin,
  network: Network,
): Promise<Result<Repository>> {
  const address = addressOf(image);
  const credentials = account ? accept(account) : await findCredentials(address.server, docker);
  return map(credentials, (found) => {
    if (found) network.mask(found.password);
    return openRepository(address, network, found);
  });
}
