import type { ActionDefinition } from "@lablink-actions/testkit";

/**
 * An action's declaration.ts: the names in action.yml as types, so that code that reads another input, or leaves an
 * input or output out, does not compile.
 */
export function declaration({ inputs, outputs }: ActionDefinition): string {
  return [
    "// Generated from action.yml: npm run generate\n",
    "/** The inputs that action.yml declares. */",
    `${union("Input", Object.keys(inputs))}\n`,
    "/** The outputs that action.yml declares. */",
    `${union("Output", Object.keys(outputs))}\n`,
  ].join("\n");
}

function union(type: string, names: readonly string[]): string {
  return [`export type ${type} =`, ...names.map((name) => `  | "${name}"`)].join("\n").concat(";");
}
