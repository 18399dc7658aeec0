import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isMap, isScalar, parseDocument } from "yaml";

/** What each job of the reusable workflows may do, and why, as a Markdown table made from their `permissions`. */
export function permissionsTable(root: string): string {
  const files = globSync(".github/workflows/*.yml", { cwd: root }).sort();
  const rows = files.flatMap((file) => rowsOf(file, readFileSync(join(root, file), "utf8")));
  return [["Workflow", "Job", "May"], ["---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function rowsOf(file: string, text: string): string[][] {
  const document = parseDocument(text);
  if (!document.hasIn(["on", "workflow_call"])) return [];
  const jobs = document.get("jobs");
  if (!isMap(jobs)) return [];
  return jobs.items.map(({ key }, index) => {
    const job = isScalar(key) ? String(key.value) : "";
    const permissions = document.getIn(["jobs", job, "permissions"]);
    const granted = isMap(permissions) ? permissions.items.map(describe) : [];
    const workflow = index === 0 ? `\`${basename(file)}\`` : "";
    return [workflow, `\`${job}\``, granted.join("<br>") || "nothing"];
  });
}

/** Each permission says in a comment what it is for. */
function describe({ key, value }: { readonly key: unknown; readonly value: unknown }): string {
  const comment = isScalar(value) ? value.comment?.trim() : undefined;
  if (!isScalar(key) || !isScalar(value) || !comment) {
    throw new Error(`the permission ${String(key)} does not say in a comment what it is for`);
  }
  return `\`${key.value}: ${value.value}\`, ${comment}`;
}
