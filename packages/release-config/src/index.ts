export {
  type ImageConfig,
  type PackageConfig,
  parseReleaseConfig,
  type ReleaseConfig,
} from "./release-config.ts";
