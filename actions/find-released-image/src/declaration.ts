// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "image"
  | "version-tags"
  | "platform"
  | "repository"
  | "server-url"
  | "username"
  | "password";

/** The outputs that action.yml declares. */
export type Output =
  | "digest";
