export { broken } from "./broken.ts";
export {
  type Docker,
  docker,
  engineIsGone,
  engineUnavailable,
  heedCancellation,
  oneLine,
  shortly,
} from "./docker.ts";
export { type ImageEffects, type PinnedImage, parsePinnedImage, requireImage } from "./image.ts";
export { type MountedFile, mount } from "./mount.ts";
export { lookOutside, type Outside, type ReadOutside, type Seen } from "./outside.ts";
export type { FoundPath } from "./outside-paths.ts";
export { type OwnContainer, type OwnContainerEffects, withContainer } from "./own-container.ts";
export { freeBytes } from "./room.ts";
