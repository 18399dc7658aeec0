/** The bundle, with a script whose module a real required distribution has. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "@jest/globals";
import {
  type ActionRun,
  describeWith,
  runAction,
  startPythonIndex,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { uvEnvironment } from "./support.ts";

/** Builds and checks a package of one script, which has no module itself and requires beautifulsoup4. */
async function check(script: string): Promise<ActionRun> {
  await using folder = await temporaryDirectory();
  await using served = await temporaryDirectory();
  await using index = await startPythonIndex({ directory: served.path });
  const text = `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "foo"
version = "1.0"
description = "x"
authors = [{ name = "A" }]
dependencies = ["beautifulsoup4>=4.12"]
scripts = { soup = "${script}" }
[tool.hatch.build.targets.wheel]
bypass-selection = true
`;
  await writeFile(join(folder.path, "pyproject.toml"), text);
  await promisify(execFile)("uv", ["build", "--quiet"], { cwd: folder.path });
  return await runAction("check-package", {
    event: "push-tag",
    with: { package: "foo", dist: "dist", "index-url": index.url, "first-release": "true" },
    workspace: folder.path,
    env: uvEnvironment,
  });
}

describeWith(["uv", "pypi-server"], "a script whose module another distribution has", () => {
  tried(
    "a wheel whose script is in `bs4`, which beautifulsoup4 has, and one whose script is in no distribution that it requires",
    "check-package fetches beautifulsoup4 from the index of uv and takes the first; it refuses the second",
    async () => {
      expect(await check("bs4:BeautifulSoup")).toMatchObject({ exitCode: 0, annotations: [] });
      const ran = await check("soup_of_nobody:main");
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations).toMatchObject([
        { message: expect.stringMatching(/LA222.*soup_of_nobody:main", nor has what it requires/) },
      ]);
    },
    300_000,
  );
});
