// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "versions"
  | "from-checkout"
  | "version-inputs"
  | "index-url"
  | "wait"
  | "provenance"
  | "publisher"
  | "trusted-root"
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
  | "channel"
  | "versions"
  | "release-tag"
  | "index-url";
