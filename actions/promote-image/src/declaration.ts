// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "source"
  | "tags"
  | "version-tags"
  | "promotions"
  | "planned"
  | "verified"
  | "overwrite"
  | "floating"
  | "dry-run"
  | "username"
  | "password"
  | "sha"
  | "development-suffix"
  | "pull-request-tags"
  | "repository"
  | "server-url"
  | "description"
  | "licenses"
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
  | "promoted"
  | "unchanged"
  | "held-back"
  | "digests";
