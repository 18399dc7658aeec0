// Generated from action.yml: npm run generate

/** The inputs that action.yml declares. */
export type Input =
  | "version"
  | "compared-with"
  | "site-branch"
  | "fewer-pages";

/** The outputs that action.yml declares. */
export type Output =
  | "pages"
  | "published-pages";
