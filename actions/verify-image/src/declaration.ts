// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "image"
  | "checks"
  | "checks-file"
  | "package"
  | "version"
  | "index-url"
  | "source"
  | "timeout"
  | "event-name"
  | "ref"
  | "environment"
  | "development-environments"
  | "production-environments"
  | "production-refs"
  | "production-on"
  | "release-tags";

/** The outputs that action.yml declares. */
export type Output =
  | "report"
  | "passed"
  | "failed";
