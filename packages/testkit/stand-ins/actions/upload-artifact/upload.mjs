import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
const folder = process.env.LABLINK_STAND_IN_ARTIFACTS;
const name = input("name");
const target = join(folder, name);
// The real action refuses the same: https://github.com/actions/toolkit, path-and-artifact-name-validation.ts
if (/["<>|*?\r\n\\/:]/.test(name)) throw new Error(`The artifact name is not valid: ${name}`);
if (existsSync(target) && input("overwrite") !== "true") {
  throw new Error(
    `Conflict: an artifact with this name already exists on the workflow run: ${name}`,
  );
}
// Several paths are lines. Here they must be in one folder: the real action keeps the folders below what they share.
const paths = input("path")
  .split("\n")
  .map((path) => path.trim())
  .filter((path) => path !== "");
// Hidden files, and files in hidden folders, are left out unless they are asked for.
const isHidden = (path) => path.split("/").some((part) => /^\.[^./]/.test(part));
const sources = paths
  .filter((path) => !isHidden(path))
  .map((path) => resolve(process.env.GITHUB_WORKSPACE, path))
  .filter((source) => existsSync(source));
if (sources.length === 0) {
  const message = `No files were found with the provided path: ${input("path")}`;
  if (input("if-no-files-found") === "error") throw new Error(message);
  console.log(message);
} else {
  if (new Set(sources.map((source) => dirname(source))).size > 1) {
    throw new Error("The stand-in takes only paths of one folder.");
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const source of sources) {
    const isFolder = statSync(source).isDirectory() && sources.length === 1;
    cpSync(source, isFolder ? target : join(target, basename(source)), {
      recursive: true,
      filter: (path) => !/^\.[^./]/.test(basename(path)),
    });
  }
  appendFileSync(
    process.env.GITHUB_OUTPUT,
    `artifact-id=1\nartifact-url=https://github.example/artifacts/${name}\n`,
  );
}
