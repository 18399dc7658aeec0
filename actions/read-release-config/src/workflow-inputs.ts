import { accept, invalidInput, map, type Result, refuse } from "@lablink-actions/release-core";
import { anything, checkJson, clauseOf, nullable, record, text } from "@lablink-actions/shape";

/** The texts given to a workflow's inputs, by their names. */
export type WorkflowInputs = Readonly<Record<string, string>>;

const shape = nullable(record(text(), anything));

/**
 * Reads `${{ toJSON(github.event.inputs) }}`, which is `null` if the event has no inputs, or `${{ toJSON(inputs) }}`.
 *
 * @returns the inputs that are text, or `input-invalid` (LA902)
 */
export function parseWorkflowInputs(given: string, name: string): Result<WorkflowInputs> {
  return map(parseObject(given, name), (inputs) =>
    Object.fromEntries(
      Object.entries(inputs).filter((entry): entry is [string, string] => {
        return typeof entry[1] === "string";
      }),
    ),
  );
}

function parseObject(given: string, name: string): Result<object> {
  if (given === "") return accept({});
  const checked = checkJson(shape, given);
  if (checked.ok) return accept(checked.value ?? {});
  const [problem] = checked.problems;
  const clause = clauseOf({ ...problem, path: [] }, "");
  return refuse(invalidInput(name, clause.trim(), "Leave the default, or pass toJSON(inputs)."));
}
