import type { ActionDefinition } from "@lablink-actions/testkit";

/** The inputs as a Markdown table. */
export function inputTable({ inputs }: ActionDefinition): string {
  const rows = Object.entries(inputs).map(
    ([name, { description = "", required, default: value }]) =>
      row([`\`${name}\``, cell(description), required ? "**required**" : defaultCell(value ?? "")]),
  );
  return [row(["Input", "Description", "Default"]), row(["---", "---", "---"]), ...rows].join("\n");
}

/** The outputs as a Markdown table. */
export function outputTable({ outputs }: ActionDefinition): string {
  const rows = Object.entries(outputs).map(([name, { description = "" }]) =>
    row([`\`${name}\``, cell(description)]),
  );
  return [row(["Output", "Description"]), row(["---", "---"]), ...rows].join("\n");
}

/** The least that a workflow must write. */
export function usage(action: string, version: string, { inputs }: ActionDefinition): string {
  const required = Object.entries(inputs).filter(([, input]) => input.required);
  return [
    "```yaml",
    `- uses: talmolab/lablink-actions/${action}@${version}`,
    `  id: ${action}`,
    ...(required.length > 0 ? ["  with:"] : []),
    ...required.map(([name]) => `    ${name}: # ${firstSentence(inputs[name]?.description ?? "")}`),
    "```",
  ].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cell(text: string): string {
  return text.trim().replaceAll("|", "\\|").replaceAll("<", "&lt;").replace(/\s+/g, " ");
}

/** Lines stay lines: a default list has one template per line. */
function defaultCell(value: string): string {
  if (value === "") return "empty";
  return value
    .split("\n")
    .map((line) => `\`${line.replaceAll("|", "\\|")}\``)
    .join("<br>");
}

function firstSentence(text: string): string {
  return text.replace(/[.;]\s.*$/s, "").replace(/\.$/, "");
}
