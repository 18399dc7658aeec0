import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licences of the packages that a bundle has code of.
 *
 * @param inputs the files that were bundled, relative to the root
 */
export function licences(inputs: readonly string[], root: string): string {
  const found = inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  const packages = [...new Set(found)].map((folder) => readPackage(join(root, folder)));
  const names = new Map<string, string[]>();
  for (const { name, license, repository, text } of packages) {
    // Of several packages of one repository, not each comes with the text.
    const other = packages.find(
      (one) => one.text && one.repository === repository && one.license === license,
    );
    const words = text ?? other?.text;
    if (words === undefined) throw new Error(`${name} comes without the text of its licence`);
    names.set(words, [...(names.get(words) ?? []), `${name}\n${license}\n`]);
  }
  // Packages with the same text share it.
  return [...names]
    .map(([text, headings]) => `${headings.sort().join("")}${text}\n`)
    .sort()
    .join("\n");
}

interface Licensed {
  readonly name: string;
  readonly license: string;
  readonly repository: string;
  readonly text: string | undefined;
}

function readPackage(folder: string): Licensed {
  const { name, license, repository } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const [file] = globSync("LICEN[CS]E*", { cwd: folder });
  return {
    name,
    license,
    repository: repository?.url ?? String(repository),
    text: file && readFileSync(join(folder, file), "utf8").trim(),
  };
}
