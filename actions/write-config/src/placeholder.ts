/** What stands in a template until somebody writes a value, wherever it stands in the text. */
const unfinished = /changeme|changethis|changeit|placeholder|replaceme|replacethis/;

/** A whole text that says that somebody is to write one. */
const pending = /^(missing|todo|tbd|fixme|your.*here)$/;

/** A whole text that a program should have filled in: <…>, ${…}, {{…}}. */
const template = /^(<.*>|\$\{.*\}|\{\{.*\}\})$/s;

/**
 * Whether a password is a placeholder: text that stands in a template until somebody writes a value. Its shape decides,
 * because nobody can list all spellings: `CHANGEME_admin_password` and `change-me` are the same.
 */
export function isPlaceholder(password: string): boolean {
  const bare = bareText(password);
  return template.test(password.trim()) || unfinished.test(bare) || pending.test(bare);
}

/**
 * Whether any text of a configuration is a placeholder, also one that is no password. Only what
 * templates use counts here: `ssl.provider: none` is none.
 */
export function isMarked(value: string): boolean {
  return /^(MISSING$|PLACEHOLDER|CHANGE_?ME|<[^<>]*>$)/.test(value);
}

/** The letters and digits of a text, in lower case. */
export function bareText(value: string): string {
  return value
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
