import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import { licences } from "./licences.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");

/**
 * Bundles one action into its folder dist.
 *
 * @returns whether there was anything to do
 */
export function bundle(action: string): Promise<boolean> {
  const workshop = join(root, ".cache", "build", action);
  return bundleInto(join(root, "actions", action, "dist"), workshop, action);
}

/**
 * Bundles one action into a folder: esbuild leaves out what is not used, ncc makes one file of the rest.
 *
 * @param workshop keeps what the last build was made of, and what it made
 * @returns whether there was anything to do: false if the sources are those of the last build, and the bundle is the
 * one that it made
 */
export async function bundleInto(dist: string, workshop: string, action: string): Promise<boolean> {
  const stampFile = join(workshop, "stamp");
  const { text, inputs } = await shake(action);
  const licenceText = licences(inputs, root);
  const source = hash(text, licenceText, readFileSync(join(root, "pnpm-lock.yaml"), "utf8"));
  const stamp = () => `${source} ${hash(...filesIn(dist))}`;
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp()) return false;

  rmSync(dist, { recursive: true, force: true });
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop, { recursive: true });
  writeFileSync(join(workshop, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(workshop, "index.js"), text);
  // Run in that folder, because only then the bytes do not depend on the repository's path.
  const words = ["build", "index.js", "-C", "-q", "-o", relative(workshop, dist)];
  await run(join(root, "node_modules", ".bin", "ncc"), words, { cwd: workshop });
  writeFileSync(join(dist, "LICENSES.txt"), licenceText);
  writeFileSync(stampFile, stamp());
  return true;
}

/** The used part of an action's sources and packages, as one module, and the files it came from. */
async function shake(action: string) {
  const { outputFiles, metafile } = await build({
    entryPoints: [`actions/${action}/src/main.ts`],
    absWorkingDir: root,
    outfile: "index.js",
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    charset: "utf8",
    legalComments: "none",
    // A runner downloads every bundle in each job. Names and structure stay, so a formatter makes it readable again.
    minifyWhitespace: true,
    // Programs that run elsewhere, for example in an image.
    loader: { ".py": "text", ".sh": "text" },
    alias: {
      // The build of yaml for Node is CommonJS, and esbuild cannot leave out any part of that.
      // @sigstore/sign asks by this repository's own door to HTTP. Its own one weighs 600 kB.
      "make-fetch-happen": join(root, "actions/upload-package/src/sigstore-fetch.ts"),
      yaml: join(root, "packages/release-config/node_modules/yaml/browser/dist/index.js"),
    },
    plugins: [builtinModules],
  });
  const used = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [file] : [],
    ),
  );
  return { text: outputFiles[0]?.text ?? "", inputs: used };
}

/**
 * What code that is loaded late, and only by some runs, takes from Node: it is got when that code runs, because a
 * module's imports are all loaded at its start, and node:crypto alone is a third of that. Sigstore's libraries are
 * CommonJS, so a module could not load what they require in another way.
 */
const builtinModules: Plugin = {
  name: "builtin-modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ kind, path, importer }) => {
      const isLate = kind === "require-call" || importer.includes("/packages/provenance/src/");
      return isLate && isBuiltin(path) ? { path, namespace: "builtin" } : undefined;
    });
    onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

function filesIn(folder: string): string[] {
  return globSync("*", { cwd: folder })
    .sort()
    .flatMap((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

function hash(...texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex");
}
