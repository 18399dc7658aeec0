import { described, text } from "@lablink-actions/shape";
import { failed, type ImageFacts, type Judgement, type Kind, passed } from "./kind.ts";

/** The user that the image runs as, by its own settings and its /etc/passwd. */
export const user: Kind<string> = {
  shape: described("The user the image runs as, by name or number.", text({ notEmpty: true })),
  plan: (wanted) => [
    {
      name: `user ${wanted}`,
      needsUsers: (set) => !(isNumber(wanted) && isNumber(userIn(set))),
      judgeOutside: (facts) => judgeUser(wanted, facts),
    },
  ],
};

function judgeUser(wanted: string, { user: set, users }: ImageFacts): Judgement {
  const own = userIn(set);
  const entries = users.split("\n").map((line) => line.split(":"));
  // As the engine takes it: a number is never a name.
  const number = isNumber(own) ? own : entries.find(([name]) => name === own)?.[2];
  if (number === undefined) {
    return failed(`the image runs as ${own}, and its /etc/passwd has no such user`);
  }
  const name = entries.find(([, , uid]) => uid === number)?.[0];
  if (wanted === name || wanted === number) return passed("");
  return failed(`the image runs as ${name || "a user without a name"} (${number})`);
}

/** The user in an image's settings, without its group. */
function userIn(set: string): string {
  return set.split(":")[0] || "0";
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}
