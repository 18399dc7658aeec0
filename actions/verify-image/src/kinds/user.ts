import { described, text } from "@lablink-actions/shape";
import { isNumber, userWords } from "../image-user.ts";
import { failed, type ImageFacts, type Judgement, type Kind, passed } from "./kind.ts";

/** The user that the image runs as, by its own settings and its /etc/passwd. */
export const user: Kind<string> = {
  shape: described("The user the image runs as, by name or number.", text({ notEmpty: true })),
  plan: (wanted) => [
    {
      name: `user ${wanted}`,
      needsUsers: (set) => !(isNumber(wanted) && isNumber(userWords(set)[0] ?? "")),
      judgeOutside: (facts) => judgeUser(wanted, facts),
    },
  ],
};

function judgeUser(wanted: string, { user: { own, number, name } }: ImageFacts): Judgement {
  if (number === undefined) {
    return failed(`the image runs as ${own}, and its /etc/passwd has no such user`);
  }
  if (wanted === name || wanted === number) return passed("");
  return failed(`the image runs as ${name || "a user without a name"} (${number})`);
}
