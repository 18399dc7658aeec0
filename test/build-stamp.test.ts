/** A build leaves a bundle alone only if it is the bundle that it made. */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { temporaryDirectory, tried } from "@lablink-actions/testkit";
import { bundleInto } from "../scripts/build/bundle.ts";

tried(
  "a line appended to a built bundle, a changed package.json beside it, and a file more in dist",
  "the next build makes the bundle again, with the same bytes as before",
  async () => {
    await using folder = await temporaryDirectory();
    const dist = join(folder.path, "dist");
    const file = (name: string) => join(dist, name);
    const build = () => bundleInto(dist, join(folder.path, "workshop"), "show-image-command");
    expect(await build()).toBe(true);
    const built = readFileSync(file("index.js"), "utf8");
    expect(await build()).toBe(false);

    for (const change of [
      () => appendFileSync(file("index.js"), 'console.log("from elsewhere");\n'),
      () => writeFileSync(file("package.json"), '{ "type": "commonjs" }\n'),
      () => writeFileSync(file("more.js"), ""),
    ]) {
      change();
      expect(await build()).toBe(true);
      expect(readFileSync(file("index.js"), "utf8")).toBe(built);
      expect(await build()).toBe(false);
    }
  },
  120_000,
);
