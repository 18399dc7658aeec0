export type { TaggedCommit } from "./ancestry.ts";
export { type DeclaredPackage, declarePackages } from "./declared-packages.ts";
export type { Repository } from "./repository.ts";
export {
  checkVersionTag,
  packagesOf,
  pyprojectOf,
  type ReleasedPackage,
  readProject,
} from "./tagged-version.ts";
