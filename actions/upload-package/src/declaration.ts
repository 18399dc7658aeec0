// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "package"
  | "dist"
  | "files"
  | "index-url"
  | "publish-url"
  | "username"
  | "password"
  | "attestations"
  | "trusted-root";

/** The outputs that action.yml declares. */
export type Output =
  | "uploaded";
