// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "directory"
  | "backend-config"
  | "other-keys"
  | "check"
  | "tool";

/** The outputs that action.yml declares. */
export type Output =
  | "directory"
  | "is-empty";
