import { buildSync } from "esbuild";

/**
 * The JSON schema of verify-image's checks: its path, and its text. Its sources import programs as text, which Node
 * cannot, so they are bundled here as well; the schema needs none of the programs.
 */
export async function checksSchema(root: string): Promise<[path: string, text: string]> {
  const { outputFiles } = buildSync({
    entryPoints: ["actions/verify-image/src/checks-schema.ts"],
    absWorkingDir: root,
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    loader: { ".py": "empty", ".sh": "empty" },
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? "").toString("base64");
  const { checksSchemaFile } = await import(`data:text/javascript;base64,${code}`);
  return checksSchemaFile();
}
