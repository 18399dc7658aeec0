import {
  accept,
  type ImageName,
  map,
  missingInput,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Credentials } from "../credentials.ts";
import type { Network } from "../network.ts";
import { addressOf } from "./address.ts";
import { type DockerLogin, findCredentials } from "./docker-login.ts";
import { openRepository, type Repository } from "./repository.ts";

/**
 * The account of the inputs, or none.
 *
 * @returns it, or `input-missing` (LA901) if only half of it is given
 */
export function parseAccount(username: string, password: string): Result<Credentials | undefined> {
  if (username !== "" && password !== "") return accept({ username, password });
  if (username === password) return accept(undefined);
  const [given, missing] = username ? ["username", "password"] : ["password", "username"];
  return refuse(
    missingInput(`the input ${missing}, which ${given} needs,`, "Give both, or leave both empty."),
  );
}

/** Opens an image with the account of the inputs, or else with docker's login, or else without any. */
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
