// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "workflow"
  | "versions"
  | "published"
  | "version-inputs"
  | "production-environments"
  | "index-url";

/** The outputs that action.yml declares. */
export type Output =
  | "command";
