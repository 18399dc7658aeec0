// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "deployment-name"
  | "image"
  | "image-tag"
  | "backend"
  | "operation"
  | "confirm"
  | "event-name"
  | "ref"
  | "environment"
  | "run-id"
  | "username"
  | "password";

/** The outputs that action.yml declares. */
export type Output =
  | "environment"
  | "production"
  | "deployment-name"
  | "label"
  | "image-tag"
  | "image-digest"
  | "image-reference"
  | "state-key"
  | "backend-config"
  | "client-backend-config"
  | "variables";
