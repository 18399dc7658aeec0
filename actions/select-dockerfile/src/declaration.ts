// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "dockerfile"
  | "development-dockerfile"
  | "source"
  | "target"
  | "development-target"
  | "version"
  | "version-build-arg"
  | "build-args"
  | "secrets"
  | "build-secrets"
  | "development-suffix"
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
  | "dockerfile"
  | "target"
  | "build-args"
  | "secret-files"
  | "package-source"
  | "tag-suffix"
  | "run-dev-tests";
