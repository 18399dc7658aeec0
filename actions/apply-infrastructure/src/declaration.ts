// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "directory"
  | "plan"
  | "plan-digest"
  | "was-empty"
  | "variables"
  | "destroy"
  | "outputs"
  | "private-key-output"
  | "private-key-recipient"
  | "repository-visibility"
  | "tool"
  | "lock-timeout";

/** The outputs that action.yml declares. */
export type Output =
  | "changes"
  | "outputs"
  | "private-key-file";
