import type { ImageName } from "@lablink-actions/release-core";
import { isThisMachine } from "../safe-address.ts";

/** Where an image is kept. */
export interface Address {
  readonly image: ImageName;
  /** The registry, as docker's configuration names it. */
  readonly server: string;
  /** The address of its distribution API: `https://ghcr.io/v2/`. */
  readonly api: URL;
  /** The image within the registry: `talmolab/lablink-allocator-image`. */
  readonly path: string;
}

/** Where an image is kept, by its name. Plain HTTP only on this machine, where nobody can listen. */
export function addressOf(image: ImageName): Address {
  const slash = image.indexOf("/");
  const registry = image.slice(0, slash);
  const isHub = registry === "docker.io";
  const host = isHub ? "registry-1.docker.io" : registry;
  const secure = new URL(`https://${host}/v2/`);
  return {
    image,
    server: isHub ? "index.docker.io" : registry,
    api: isThisMachine(secure) ? new URL(`http://${host}/v2/`) : secure,
    path: image.slice(slash + 1),
  };
}
