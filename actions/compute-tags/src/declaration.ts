// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "image"
  | "platform"
  | "version"
  | "sha"
  | "tags"
  | "development-suffix"
  | "pull-request-tags"
  | "repository"
  | "head-repository"
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
  | "tags"
  | "candidate"
  | "version-tags"
  | "floating-tags"
  | "tag-names"
  | "labels"
  | "annotations"
  | "channel"
  | "can-push"
  | "json";
