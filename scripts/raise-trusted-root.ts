/**
 * Writes the trusted root of Sigstore's public instance, as the installed @sigstore/tuf has it, with today's date: run
 * it after that package was raised.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const home = join(import.meta.dirname, "../packages/provenance");
const library = join(home, "node_modules/@sigstore/tuf");
const seeds: Record<string, { targets: Record<string, string> }> = JSON.parse(
  readFileSync(join(library, "seeds.json"), "utf8"),
);
const [seed] = Object.values(seeds);
const root = JSON.parse(
  Buffer.from(seed?.targets["trusted_root.json"] ?? "", "base64").toString("utf8"),
);
const { name, version } = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
const content = { source: `${name} ${version}`, date: new Date().toISOString().slice(0, 10), root };
writeFileSync(join(home, "src/public-good-root.json"), `${JSON.stringify(content, null, 2)}\n`);
