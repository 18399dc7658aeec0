// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "directory"
  | "variables"
  | "destroy"
  | "tool"
  | "lock-timeout";

/** The outputs that action.yml declares. */
export type Output =
  | "plan"
  | "plan-digest"
  | "was-empty"
  | "changes";
