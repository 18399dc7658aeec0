// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "deployment-name"
  | "image"
  | "image-tag"
  | "client-image"
  | "client-image-tag"
  | "backend"
  | "role-to-assume"
  | "state-key"
  | "client-state-key"
  | "variables"
  | "settings"
  | "operation"
  | "confirm"
  | "event-name"
  | "ref"
  | "environment"
  | "environments"
  | "production-environments"
  | "run-id"
  | "username"
  | "password";

/** The outputs that action.yml declares. */
export type Output =
  | "environment"
  | "production"
  | "deployment-name"
  | "label"
  | "slug"
  | "image-tag"
  | "image-digest"
  | "image-reference"
  | "state-key"
  | "backend-config"
  | "client-backend-config"
  | "other-state-keys"
  | "other-client-state-keys"
  | "variables"
  | "settings";
