import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licences of the packages that a bundle has code of.
 *
 * @param inputs the files that were bundled, relative to the root
 */
export function licences(inputs: readonly string[], root: string): string {
  const packages = inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(packages)]
    .map((folder) => licenceOf(join(root, folder)))
    .sort()
    .join("\n");
}

function licenceOf(folder: string): string {
  const { name, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const [file] = globSync("LICEN[CS]E*", { cwd: folder });
  if (file === undefined) throw new Error(`${name} comes without the text of its licence`);
  return `${name}\n${license}\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
