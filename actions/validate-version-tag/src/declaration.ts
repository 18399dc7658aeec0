// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "tag"
  | "package"
  | "directory"
  | "tag-prefix"
  | "branch"
  | "strict"
  | "required"
  | "dry-run";

/** The outputs that action.yml declares. */
export type Output =
  | "matched"
  | "package"
  | "directory"
  | "packages"
  | "version"
  | "is-prerelease"
  | "publish";
