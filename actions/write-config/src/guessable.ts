/** Words that a password is not made of: names of accounts, of this system, and what people type for the time being. */
const words = [
  ..."admin administrator default guest iwanttosleap lablink letmein login master pass passwd".split(
    " ",
  ),
  ..."password postgres postgresql qwerty root secret sleap test user welcome".split(" "),
];
const onlyWords = new RegExp(`^(${words.join("|")})+[0-9]{0,4}$`);

/** What stands in a template until somebody writes a value, wherever it stands in the password. */
const unfinished = /changeme|changethis|changeit|placeholder|replaceme|replacethis/;

/** A whole password that says that there is none. */
const absent = /^(missing|todo|tbd|fixme|none|null|nil|undefined|unset|empty|example|your.*here)$/;

/** A whole password that a program should have filled in: <…>, ${…}, {{…}}. */
const template = /^(<.*>|\$\{.*\}|\{\{.*\}\})$/s;

/**
 * Whether a password is a placeholder or a default that others know. Its shape decides, because nobody can list all
 * spellings: `CHANGEME_admin_password` and `change-me` are the same.
 */
export function isGuessable(password: string): boolean {
  const trimmed = password.trim();
  if (template.test(trimmed) || /^(.)\1*$/su.test(trimmed)) return true;
  const bare = trimmed.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  if (bare === "" || "12345678901234567890".includes(bare)) return trimmed.length < 20;
  return unfinished.test(bare) || absent.test(bare) || onlyWords.test(bare);
}
