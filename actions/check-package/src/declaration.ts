// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "package"
  | "directory"
  | "version"
  | "dist"
  | "index-url"
  | "on-existing"
  | "first-release";

/** The outputs that action.yml declares. */
export type Output =
  | "name"
  | "version"
  | "already-published"
  | "missing-files";
