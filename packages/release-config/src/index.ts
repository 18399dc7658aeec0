export {
  defaultPolicy,
  type PackageConfig,
  type ReleaseConfig,
} from "./defaults.ts";
export { parseYaml, type YamlDocument } from "./document.ts";
export type { ImageConfig } from "./image-config.ts";
export { loadConfig, missingConfig, parseReleaseConfig } from "./release-config.ts";
export { configSchemaFile } from "./written-config.ts";
