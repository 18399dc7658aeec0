// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "source"
  | "tags"
  | "version-tags"
  | "promotions"
  | "overwrite"
  | "floating"
  | "dry-run"
  | "username"
  | "password";

/** The outputs that action.yml declares. */
export type Output =
  | "promoted"
  | "unchanged"
  | "held-back";
