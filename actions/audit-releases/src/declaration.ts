// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "config"
  | "since"
  | "fail-on"
  | "development-days"
  | "workflow"
  | "issue"
  | "token"
  | "index-url"
  | "username"
  | "password"
  | "repository"
  | "api-url";

/** The outputs that action.yml declares. */
export type Output =
  | "report"
  | "page"
  | "gaps";
