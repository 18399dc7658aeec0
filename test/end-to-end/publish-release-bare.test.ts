/** Publishing as the publishing job of release.yml does it: with the sources, an assembled tree, Node and git. */
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { temporaryDirectory, tried } from "@lablink-actions/testkit";
import { assemble, env, world } from "./releases.ts";

tried(
  "publishing an assembled tree from a checkout that has no node_modules, as the publishing job of release.yml has it",
  "the release is published, by Node and git alone",
  async () => {
    await using it = await world();
    cpSync("scripts", join(it.checkout, "scripts"), {
      recursive: true,
      filter: (path) => !/node_modules|\.cache/.test(path),
    });
    const source = it.commit("1.0.0");
    await using folder = await temporaryDirectory();
    const tree = join(folder.path, "tree");
    await assemble(tree, source);
    const script = join(it.checkout, "scripts/publish-release.ts");
    const { status, stderr, stdout } = spawnSync(process.execPath, [script, "--tree", tree], {
      env,
      encoding: "utf8",
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const released = it.there(["rev-parse", "v1.0.0"]);
    expect(stdout).toContain(`1.0.0 is published, as ${released}`);
    expect(it.there(["ls-tree", "-r", "--format=%(path)", released])).toBe(
      "COMMIT\none/action.yml\none/dist/index.js",
    );
  },
);
