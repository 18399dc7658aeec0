import type { DeclaredTags } from "@lablink-actions/release-core";
import type { WrittenConfig } from "./written-config.ts";

type Packages = WrittenConfig["packages"];

/** How a package's version tags begin, as written or by default. */
export function declaredTags([packageName, entry]: [string, Packages[string]]): DeclaredTags {
  return { packageName, prefix: entry["tag-prefix"] ?? "{package}_v" };
}
