import { accept, map, quote, type Result, refuse } from "@lablink-actions/release-core";

/** The texts given to a workflow's inputs, by their names. */
export type WorkflowInputs = Readonly<Record<string, string>>;

/**
 * Reads `${{ toJSON(github.event.inputs) }}`, which is `null` where nobody was asked for inputs, or
 * `${{ toJSON(inputs) }}`.
 *
 * @returns the inputs that are text, or `input-invalid` (LA902)
 */
export function parseWorkflowInputs(text: string): Result<WorkflowInputs> {
  return map(parseObject(text), (inputs) =>
    Object.fromEntries(
      Object.entries(inputs).filter((entry): entry is [string, string] => {
        return typeof entry[1] === "string";
      }),
    ),
  );
}

function parseObject(text: string): Result<object> {
  if (text === "") return accept({});
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && !Array.isArray(value)) return accept(value ?? {});
  } catch {
    // Told below, as what is JSON and no object.
  }
  return refuse({
    name: "input-invalid",
    seen: `the input workflow-inputs is ${quote(text)}, which is no JSON object`,
    remedy: "Leave the default, or pass toJSON(inputs).",
  });
}
