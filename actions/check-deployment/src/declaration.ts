// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "url"
  | "health-path"
  | "dns-deadline"
  | "http-deadline"
  | "https-deadline"
  | "interval";

/** The outputs that action.yml declares. */
export type Output =
  | "addresses";
