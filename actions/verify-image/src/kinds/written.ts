/** What several kinds have written under their keys. */
import { boolean, described, optional, text } from "@lablink-actions/shape";

export const absolutePath = text({ pattern: /^\//u, expected: "an absolute path" });

export const distributionName = text({
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/u,
  expected: "the name of a distribution",
});

export const network = optional(
  described(
    "Whether the check needs the network. The container has none unless one of its checks does.",
    boolean,
  ),
);
