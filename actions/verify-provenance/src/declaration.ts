// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "file"
  | "image"
  | "bundle"
  | "repository"
  | "workflow"
  | "ref"
  | "environment"
  | "issuer"
  | "predicate-type"
  | "trusted-root"
  | "username"
  | "password";

/** The outputs that action.yml declares. */
export type Output =
  | "repository"
  | "workflow"
  | "ref"
  | "commit"
  | "run";
