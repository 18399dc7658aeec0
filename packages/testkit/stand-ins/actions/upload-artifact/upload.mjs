import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";

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
const source = resolve(process.env.GITHUB_WORKSPACE, input("path"));
// Hidden files, and files in hidden folders, are left out unless they are asked for.
const isHidden = input("path")
  .split("/")
  .some((part) => /^\.[^./]/.test(part));
if (isHidden || !existsSync(source)) {
  const message = `No files were found with the provided path: ${input("path")}`;
  if (input("if-no-files-found") === "error") throw new Error(message);
  console.log(message);
} else {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const isFolder = statSync(source).isDirectory();
  cpSync(source, isFolder ? target : join(target, basename(source)), {
    recursive: true,
    filter: (path) => !/^\.[^./]/.test(basename(path)),
  });
  appendFileSync(
    process.env.GITHUB_OUTPUT,
    `artifact-id=1\nartifact-url=https://github.example/artifacts/${name}\n`,
  );
}
