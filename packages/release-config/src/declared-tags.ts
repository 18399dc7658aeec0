import type { DeclaredTags } from "@lablink-actions/release-core";
import type { WrittenConfig } from "./written-config.ts";
import type { WrittenImage } from "./written-image.ts";

type Packages = WrittenConfig["packages"];

/** How a package's version tags begin, as written or by default. */
export function declaredTags([packageName, entry]: [string, Packages[string]]): DeclaredTags {
  return { packageName, prefix: entry["tag-prefix"] ?? "{package}_v" };
}

/** How the version tags of an image without a package begin. */
export function declaredByImage([packageName, entry]: [string, WrittenImage]): DeclaredTags {
  return { packageName, prefix: entry["tag-prefix"] ?? "{package}_v" };
}

/** The version tags of a repository: of its packages, and of its images without a package. */
export function declaredByAll({ packages, images = {} }: WrittenConfig): readonly DeclaredTags[] {
  const alone = Object.entries(images).filter(
    ([, image]) => image.package === undefined && image.packages === undefined,
  );
  return [...Object.entries(packages).map(declaredTags), ...alone.map(declaredByImage)];
}
