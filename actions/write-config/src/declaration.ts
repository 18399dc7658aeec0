// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "file"
  | "values"
  | "settings"
  | "application"
  | "production";

/** The outputs that action.yml declares. */
export type Output =
  | "written";
