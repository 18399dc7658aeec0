// Runs before `npm start` and `npm test`, on any Node and with nothing installed yet. So it is plain JavaScript.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

if (!isInstalled()) {
  const { packageManager } = JSON.parse(readFileSync("package.json", "utf8"));
  console.error(`Installing what package.json names, with ${packageManager} (about 20 seconds)…`);
  const { status } = spawnSync("npx", ["--yes", packageManager, "install", "--frozen-lockfile"], {
    // What npm start prints is the result, so that it can be piped.
    stdio: ["inherit", process.stderr, "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(
      "The installation failed. The lines above say why. Is the npm registry reachable?",
    );
    process.exit(status ?? 1);
  }
}
if (!existsSync("node_modules/.bin/node") && Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    `The actions run on Node 24, and this is ${process.version}. No Node 24 package is known for ` +
      `${process.platform}-${process.arch}: install Node 24, and run this again.`,
  );
  process.exit(1);
}

/** pnpm keeps the lockfile that it installed from. */
function isInstalled() {
  const installed = "node_modules/.pnpm/lock.yaml";
  return (
    existsSync(installed) &&
    readFileSync(installed, "utf8") === readFileSync("pnpm-lock.yaml", "utf8")
  );
}
