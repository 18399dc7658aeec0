// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "image"
  | "file"
  | "path"
  | "program"
  | "expect"
  | "deadline";

/** The outputs that action.yml declares. */
export type Output =
  | "result";
