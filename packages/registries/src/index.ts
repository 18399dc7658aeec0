export type { Credentials } from "./credentials.ts";
export { digestOf } from "./digest.ts";
export { type Http, type HttpRequest, type HttpResponse, http } from "./http.ts";
export { type Answer, type Network, type Request, send } from "./network.ts";
export { addressOf } from "./oci/address.ts";
export { connect, parseAccount } from "./oci/connect.ts";
export { type DockerLogin, findCredentials } from "./oci/docker-login.ts";
export {
  childrenOf,
  configOf,
  createdOf,
  type Descriptor,
  declaredPlatform,
  descriptorsOf,
  isAttestation,
  labelsOf,
  type Manifest,
  makeIndex,
} from "./oci/manifest.ts";
export { readBundles } from "./oci/referrers.ts";
export { openRepository, type Repository } from "./oci/repository.ts";
export { downloadFile } from "./python-index/download.ts";
export { versionOfFile } from "./python-index/file-name.ts";
export { findIndex, type IndexAddress } from "./python-index/find-index.ts";
export type { IndexFile } from "./python-index/index-file.ts";
export type { Provenance } from "./python-index/provenance.ts";
export {
  type OwnVersionState,
  openPythonIndex,
  type PythonIndex,
  type VersionState,
} from "./python-index/python-index.ts";
export type { ProjectMark } from "./python-index/simple-page.ts";
export { isSafe } from "./safe-address.ts";
