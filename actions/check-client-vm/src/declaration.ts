// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "allocator-url"
  | "username"
  | "password"
  | "health"
  | "deadline"
  | "interval";

/** The outputs that action.yml declares. */
export type Output =
  | "hostname";
