export { parseYaml, type YamlDocument } from "./document.ts";
export {
  type ImageConfig,
  type PackageConfig,
  parseReleaseConfig,
  type ReleaseConfig,
} from "./release-config.ts";
