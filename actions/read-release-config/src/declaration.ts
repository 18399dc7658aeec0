// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "config"
  | "package"
  | "image"
  | "repository-owner"
  | "workflow-inputs"
  | "registry-credentials"
  | "event-name"
  | "ref"
  | "repository"
  | "head-repository";

/** The outputs that action.yml declares. */
export type Output =
  | "images"
  | "planned"
  | "packages"
  | "tests"
  | "package"
  | "directory"
  | "tag-prefix"
  | "versions"
  | "from-checkout"
  | "token-registry"
  | "other-registry"
  | "version-inputs"
  | "index-url"
  | "development-environments"
  | "production-environments"
  | "production-refs"
  | "development-suffix"
  | "production-on"
  | "release-tags"
  | "publish-url";
