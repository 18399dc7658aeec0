// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "package"
  | "tag-prefix"
  | "directory"
  | "branch"
  | "branch-versions"
  | "root"
  | "site-branch"
  | "ref"
  | "prerelease"
  | "default-branch";

/** The outputs that action.yml declares. */
export type Output =
  | "version"
  | "title"
  | "alias"
  | "default-version"
  | "compared-with";
