import { boolean, described, open, optional, text } from "@lablink-actions/shape";
import { failed, judged, type Kind, passed } from "./kind.ts";
import python from "./user.py";
import shell from "./user.sh";

// A shell cannot write JSON, so that there number and name are what was printed.
const seenUser = open({
  uid: optional(text()),
  user: optional(text()),
  identity: optional(boolean),
});

/** The user that the image runs as. */
export const user: Kind<string> = {
  shape: described("The user the image runs as, by name or number.", text({ notEmpty: true })),
  plan: (wanted) => [
    {
      name: `user ${wanted}`,
      look: { kind: "user" },
      shell: ["user"],
      judge: judged(seenUser, (seen, { output }) => {
        const [number, name] = seen.identity
          ? output.text.trim().split(" ")
          : [seen.uid, seen.user];
        if (wanted === name || wanted === number) return passed("");
        return failed(`the image runs as ${name || "a user without a name"} (${number})`);
      }),
    },
  ],
  python,
  shell,
};
