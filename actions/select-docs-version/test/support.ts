import type { Git, ProgramAnswer } from "@lablink-actions/action-kit";

export const declared = ["lablink-allocator-service", "lablink-client-service"].map(
  (packageName) => ({ packageName, prefix: "{package}_v" }),
);
export const allocator = (version: string) => `lablink-allocator-service_v${version}`;
export const client = (version: string) => `lablink-client-service_v${version}`;

/** A git that answers by its arguments; it throws if it is asked anything else. */
export function gitThatSays(answers: Readonly<Record<string, Partial<ProgramAnswer>>>): Git {
  return async (...words) => {
    const answer = answers[words.join(" ")];
    if (answer === undefined) throw new Error(`git was asked: ${words.join(" ")}`);
    return { exitCode: 0, output: "", trouble: "", ...answer };
  };
}

const tip = "refs/remotes/origin/gh-pages";
export const whole = { "rev-parse --is-shallow-repository": { output: "false" } };

/** A clone of a repository with this versions.json on its site. */
export function siteOf(versions: unknown) {
  return {
    ...whole,
    [`rev-parse --verify --quiet ${tip}^{commit}`]: { output: "a".repeat(40) },
    [`ls-tree --name-only ${tip} versions.json`]: { output: "versions.json" },
    [`show ${tip}:versions.json`]: {
      output: typeof versions === "string" ? versions : JSON.stringify(versions),
    },
  };
}
