import type { Tool, ToolAnswer } from "@lablink-actions/infrastructure";

/** What OpenTofu would answer to commands that begin so; the answers to one command are given one after the other. */
export type Answers = Readonly<Record<string, readonly Partial<ToolAnswer>[]>>;

/** For faults that OpenTofu itself cannot be brought to, at will. `asked` is what was run. */
export function fakeTool(answers: Answers): Tool & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const given = new Map<string, number>();
  const ask = async (words: readonly string[]): Promise<ToolAnswer> => {
    const text = words.join(" ");
    asked.push(text);
    const command = Object.keys(answers).find((it) => text.startsWith(it)) ?? "";
    const index = given.get(command) ?? 0;
    given.set(command, index + 1);
    const answer = answers[command]?.[index];
    if (answer === undefined) throw new Error(`The test has no answer to: ${text}`);
    return { exitCode: 0, output: "", trouble: "", ...answer };
  };
  return {
    name: "tofu",
    asked,
    ask,
    async follow(words, _deadline, onLine) {
      const { output, ...answer } = await ask(words);
      for (const line of output.split("\n")) onLine(line);
      return { ...answer, output: "" };
    },
  };
}

/** A state with these resources, as `state pull` gives it; those that end in `!` are half-made. */
export function stateWith(...names: readonly string[]): string {
  const resources = names.map((name) => ({
    mode: "managed",
    type: "terraform_data",
    name: name.replace("!", ""),
    instances: [{ attributes: {}, ...(name.endsWith("!") && { status: "tainted" }) }],
  }));
  return JSON.stringify({ version: 4, serial: 1, lineage: "x", outputs: {}, resources });
}

/** A plan that does this to resources, with values of variables, as `show -json` gives it. */
export function planWith(
  changes: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, unknown>> = {},
): string {
  const values = Object.entries(variables).map(([name, value]) => [name, { value }]);
  return JSON.stringify({
    format_version: "1.2",
    variables: Object.fromEntries(values),
    ...configurationWith(...Object.keys(variables)),
    resource_changes: Object.entries(changes).map(([name, action]) => ({
      address: `terraform_data.${name}`,
      mode: "managed",
      change: { actions: action.split(" and ") },
    })),
  });
}

/** A configuration that declares variables, as `show -json` has it in a plan. */
export function configurationWith(...names: readonly string[]) {
  const variables = Object.fromEntries(names.map((name) => [name, {}]));
  return { configuration: { root_module: { variables } } };
}

/** A line of `apply -json`. */
export function event(type: string, name: string, action = "create"): string {
  return JSON.stringify({
    type,
    hook: { resource: { addr: `terraform_data.${name}` }, action, id_value: "id-of-it" },
  });
}

/** An error, as `-json` gives it. */
export function diagnostic(summary: string, severity = "error"): string {
  const range = { filename: "main.tf", start: { line: 3 } };
  const snippet = {
    code: "x = var.password",
    values: [{ traversal: "var.password", statement: 'is "hunter2"' }],
  };
  return JSON.stringify({
    type: "diagnostic",
    diagnostic: { severity, summary, detail: "Details.", range, snippet },
  });
}
