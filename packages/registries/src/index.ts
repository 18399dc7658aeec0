export { addressOf } from "./address.ts";
export { type Credentials, type DockerLogin, findCredentials } from "./credentials.ts";
export { childrenOf, type Manifest } from "./manifest.ts";
export type { Network } from "./network.ts";
export { openRepository, type Repository } from "./repository.ts";
