/** What several kinds have written under their keys. */
import { boolean, described, optional, record, text } from "@lablink-actions/shape";

export const absolutePath = text({ pattern: /^\//u, expected: "an absolute path" });

export const distributionName = text({
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/u,
  expected: "the name of a distribution",
});

export const variableName = text({
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/u,
  expected: "the name of a variable",
});

export const network = optional(
  described(
    "Whether the command needs the network. It then runs in a second container, and the others stay without.",
    boolean,
  ),
);

/** In what a command runs. */
export const surroundings = {
  in: optional(described("The folder to run it in. Default: an empty one.", absolutePath)),
  user: optional(
    described(
      "The user to run it as, if the image's user is root. Default: the image's user.",
      text({ notEmpty: true }),
    ),
  ),
  env: optional(
    described(
      "Variables for this command alone, besides the image's.",
      record(variableName, text()),
    ),
  ),
  network,
};
