import { described, record, text } from "@lablink-actions/shape";
import { failed, type Judgement, type Kind, passed } from "./kind.ts";
import { variableName } from "./written.ts";

/** Environment variables that the image sets, with their exact values. */
export const variables: Kind<Readonly<Record<string, string>>> = {
  shape: described(
    "Environment variables of the image, and their exact values.",
    record(variableName, text()),
  ),
  plan: (written) =>
    Object.entries(written).map(([variable, wanted]) => ({
      name: `env ${variable}`,
      judgeOutside: ({ variables }) => judgeVariable(variable, wanted, variables),
    })),
};

function judgeVariable(variable: string, wanted: string, variables: readonly string[]): Judgement {
  const start = `${variable}=`;
  const values = variables
    .filter((one) => one.startsWith(start))
    .map((one) => one.slice(start.length));
  const [value] = values;
  if (value === undefined) return failed("is not set");
  // Programs differ in which of them they take.
  if (values.length > 1) return failed(`is set ${values.length} times`);
  return value === wanted ? passed("") : failed(`is ${JSON.stringify(value)}`);
}
