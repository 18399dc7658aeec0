/** The bundle with a real index that redirects what it does not have to another real one. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import {
  buildExamplePackage,
  describeWith,
  runAction,
  startPythonIndex,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";

const packageName = "lablink-client-service";
const pyproject = `[project]\nname = "${packageName}"\nversion = "1.2.3"\ndescription = "x"\nauthors = [{ name = "A" }]\n`;

describeWith(["pypi-server", "uv"], "with an index that has a fallback", () => {
  tried(
    "pypiserver with its fallback redirects a package that it lacks to another index, which has the same version",
    "check-package does not call it published; with first-release: true it is published for the first time",
    async () => {
      await using folder = await temporaryDirectory();
      const inFolder = (name: string) => join(folder.path, name);
      for (const name of ["own", "other", "workspace"]) mkdirSync(inFolder(name));
      await buildExamplePackage("client", inFolder("other"), "1.2.3");
      writeFileSync(join(inFolder("workspace"), "pyproject.toml"), pyproject);
      await using other = await startPythonIndex({ directory: inFolder("other") });
      await using own = await startPythonIndex({ directory: inFolder("own"), fallback: other.url });
      const check = (more: Readonly<Record<string, string>>) =>
        runAction("check-package", {
          event: "push-tag",
          workspace: inFolder("workspace"),
          with: {
            ...{ package: packageName, "index-url": own.url, "on-existing": "skip" },
            ...more,
          },
        });

      const asked = await check({});
      expect(asked.annotations.map(({ title }) => title)).toEqual(["LA807 index-forwarded"]);
      expect(asked.annotations[0]?.message).toContain(new URL(other.url).origin);
      expect(asked).toMatchObject({ exitCode: 1, outputs: {} });

      const first = await check({ "first-release": "true" });
      expect(first).toMatchObject({ exitCode: 0, outputs: { "already-published": "false" } });

      await buildExamplePackage("client", inFolder("own"), "1.2.3");
      const again = await check({});
      expect(again).toMatchObject({ exitCode: 0, outputs: { "already-published": "true" } });
    },
    60_000,
  );
});
