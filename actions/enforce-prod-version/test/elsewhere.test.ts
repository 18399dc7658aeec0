/** The bundle with an index that says more than its files: who has them, and what the project is. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import {
  buildExamplePackage,
  describeWith,
  faultyIndex,
  runAction,
  startPythonIndex,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";

function enforce(versions: string, url: string) {
  return runAction("enforce-prod-version", {
    event: "dispatch-prod",
    with: { versions, "index-url": url },
  });
}

describeWith(["pypi-server", "uv"], "with an index that has a fallback", () => {
  tried(
    "pypiserver with its fallback redirects a package that it lacks to another index, from which pip installs it",
    "production may install it, and the summary names the server that has it",
    async () => {
      await using folder = await temporaryDirectory();
      const inFolder = (name: string) => join(folder.path, name);
      for (const name of ["own", "other"]) mkdirSync(inFolder(name));
      await buildExamplePackage("client", inFolder("other"), "1.2.3");
      await using other = await startPythonIndex({ directory: inFolder("other") });
      await using own = await startPythonIndex({ directory: inFolder("own"), fallback: other.url });
      const run = await enforce("lablink-client-service==1.2.3", own.url);
      expect(run.exitCode).toBe(0);
      const { origin } = new URL(other.url);
      const said = `1.2.3, installable, 2 files, by ${origin}, to which the index redirects`;
      // A summary makes no links of what it shows.
      expect(run.summary).toContain(said.replace("http:", "http<span>:</span>"));
      expect(run.log).toContain(said);
    },
    60_000,
  );
});

test("an archived project is accepted with a notice, and one in quarantine is refused as that", async () => {
  const page = (name: string, status: string) => ({
    headers: { "content-type": "application/vnd.pypi.simple.v1+json" },
    body: JSON.stringify({
      meta: { "api-version": "1.4" },
      name,
      "project-status": { status, reason: "why\n::error::x" },
      files: status === "archived" ? [{ filename: `${name}-1.0.tar.gz`, url: "x" }] : [],
    }),
  });
  await using index = await faultyIndex((request) =>
    request === "GET /simple/a/" ? page("a", "archived") : page("b", "quarantined"),
  );
  const archived = await enforce("a==1.0", index.url);
  expect(archived.exitCode).toBe(0);
  expect(archived.annotations).toMatchObject([
    { level: "notice", message: 'the index has a as "archived", because of "why\\n::error::x"' },
  ]);
  const both = await enforce("a==1.0\nb==1.0", index.url);
  expect(both.annotations.map(({ title }) => title)).toEqual(["LA808 project-quarantined"]);
  expect(both).toMatchObject({ exitCode: 1, outputs: {} });
});
