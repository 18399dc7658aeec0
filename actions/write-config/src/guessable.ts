import { bareText, isPlaceholder } from "./placeholder.ts";

/** Words that a password is not made of: names of accounts, of this system, and what people type for the time being. */
const words = [
  ..."admin administrator default guest iwanttosleap lablink letmein login master pass passwd".split(
    " ",
  ),
  ..."password postgres postgresql qwerty root secret sleap test user welcome".split(" "),
];
const onlyWords = new RegExp(`^(${words.join("|")})+[0-9]{0,4}$`);

/** A whole password that says that there is none. */
const absent = /^(none|null|nil|undefined|unset|empty|example)$/;

/** Whether a password is a placeholder or a default that others know. Its shape decides. */
export function isGuessable(password: string): boolean {
  if (isPlaceholder(password)) return true;
  const trimmed = password.trim();
  if (/^(.)\1*$/su.test(trimmed)) return true;
  const bare = bareText(password);
  if (bare === "" || "12345678901234567890".includes(bare)) return trimmed.length < 20;
  return absent.test(bare) || onlyWords.test(bare);
}
