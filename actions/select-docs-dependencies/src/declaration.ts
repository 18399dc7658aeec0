// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "project"
  | "extra"
  | "install"
  | "packages";

/** The outputs that action.yml declares. */
export type Output =
  | "install"
  | "packages";
