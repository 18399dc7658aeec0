import { boolean, described, nullable, open, optional, record, text } from "@lablink-actions/shape";
import { failed, judged, type Kind, passed } from "./kind.ts";
import python from "./variables.py";
import shell from "./variables.sh";

// A shell cannot write JSON, so that there the value is what was printed.
const seenVariable = open({ value: optional(nullable(text())), printed: optional(boolean) });

/** Environment variables of the image, with their exact values. */
export const variables: Kind<Readonly<Record<string, string>>> = {
  shape: described(
    "Environment variables of the image, and their exact values.",
    record(
      text({ pattern: /^[A-Za-z_][A-Za-z0-9_]*$/u, expected: "the name of a variable" }),
      text(),
    ),
  ),
  plan: (written) =>
    Object.entries(written).map(([variable, wanted]) => ({
      name: `env ${variable}`,
      look: { kind: "variable", variable },
      shell: ["variable", variable],
      judge: judged(seenVariable, (seen, { output }) => {
        const value = seen.printed ? output.text : (seen.value ?? null);
        if (value === wanted) return passed("");
        return failed(value === null ? "is not set" : `is ${JSON.stringify(value)}`);
      }),
    })),
  python,
  shell,
};
