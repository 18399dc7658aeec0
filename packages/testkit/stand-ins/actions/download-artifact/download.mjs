import { appendFileSync, cpSync, existsSync, readdirSync } from "node:fs";
import { join, matchesGlob, resolve } from "node:path";

const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
const folder = process.env.LABLINK_STAND_IN_ARTIFACTS;
const target = resolve(process.env.GITHUB_WORKSPACE, input("path"));
const kept = existsSync(folder) ? readdirSync(folder) : [];
const name = input("name");
const names = name ? [name] : kept.filter((it) => matchesGlob(it, input("pattern") || "*"));
for (const it of names) {
  if (!kept.includes(it))
    throw new Error(`Unable to download artifact(s): Artifact not found for name: ${it}`);
  // As in the real action: a single artifact gets no folder of its own.
  const flat = name !== "" || input("merge-multiple") === "true" || names.length === 1;
  cpSync(join(folder, it), flat ? target : join(target, it), { recursive: true });
}
console.log(`Downloaded: ${names.join(", ") || "nothing"}`);
appendFileSync(process.env.GITHUB_OUTPUT, `download-path=${target}\n`);
