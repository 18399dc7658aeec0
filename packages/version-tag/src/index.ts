export type { TaggedCommit } from "./ancestry.ts";
export { type DeclaredPackage, declarePackages } from "./declared-packages.ts";
export type { Repository } from "./repository.ts";
export {
  checkVersionTag,
  packagesOf,
  type ReleasedPackage,
  readUntagged,
} from "./tagged-version.ts";
