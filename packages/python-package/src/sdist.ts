import { quote } from "@lablink-actions/release-core";
import { type CoreMetadata, parseCoreMetadata } from "./core-metadata.ts";
import { Damage, decode } from "./damage.ts";
import { readTarball } from "./tar.ts";

/** What an sdist says of itself (packaging specification, "Source distribution format", PEP 625). */
export interface Sdist {
  readonly kind: "sdist";
  readonly metadata: CoreMetadata;
}

/**
 * Reads an sdist.
 *
 * @throws Damage
 */
export async function openSdist(bytes: Uint8Array): Promise<Sdist> {
  const { names, contents } = await readTarball(bytes, (name) => /^[^/]+\/PKG-INFO$/.test(name));
  const roots = new Set(names.map((name) => name.split("/")[0] ?? ""));
  if (roots.size > 1) {
    throw new Damage(
      `has more than one folder at its top: ${[...roots].slice(0, 3).map(quote).join(", ")}`,
    );
  }
  const [content] = contents.values();
  if (content === undefined) throw new Damage("has no PKG-INFO in the folder at its top");
  return { kind: "sdist", metadata: parseCoreMetadata(decode(content, "PKG-INFO"), "PKG-INFO") };
}
