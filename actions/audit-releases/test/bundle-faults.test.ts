/** The bundle, when an image cannot be read, and with GitHub's API for its issue. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import {
  describeUnless,
  describeWith,
  registryProxy,
  runAction,
  startPythonIndex,
  startRegistry,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import type { AuditReport } from "../src/report-shape.ts";
import { missingDescription, startGithub } from "./github-api.ts";
import {
  allocator,
  allocatorImage,
  client,
  clientImage,
  configFor,
  float,
  publish,
  release,
} from "./history.ts";

/** One version of each package, and an image of it. */
async function startWorld(instead: (url: URL) => Response | undefined = () => undefined) {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryDirectory());
  const at = (...names: string[]) => join(folder.path, ...names);
  for (const name of ["index", "workspace/.github", "temp"])
    mkdirSync(at(name), { recursive: true });
  const registry = stack.use(await startRegistry());
  const proxy = stack.use(await registryProxy(registry.host, async (url) => instead(url)));
  for (const [name, image] of [
    [allocator, allocatorImage],
    [client, clientImage],
  ] as const) {
    await publish(at("index"), name, "1.0");
    await release(registry, image, "1.0");
    await float(registry, image, "1.0");
  }
  const index = stack.use(await startPythonIndex({ directory: at("index") }));
  writeFileSync(at("workspace/.github/lablink-actions.yml"), configFor(proxy.host));
  const owned = stack.move();
  return {
    at,
    async audit(inputs: Record<string, string> = {}, token?: string) {
      const run = await runAction("audit-releases", {
        event: "schedule",
        with: { "index-url": index.url, ...inputs },
        workspace: at("workspace"),
        temp: at("temp"),
        ...(token !== undefined && { tokens: { github: token } }),
      });
      const path = run.outputs["report"];
      const report: AuditReport | undefined = path && JSON.parse(readFileSync(path, "utf8"));
      return { run, report };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

describeWith(["docker-registry", "pypi-server"], "the bundle", () => {
  tried(
    "a registry that refuses one of two images, whose other image lacks a version",
    "the other image is reported with its gap, nothing is said of the first, and the run is red by LA681",
    async () => {
      const denied = () =>
        Response.json({ errors: [{ code: "DENIED", message: "no" }] }, { status: 403 });
      await using world = await startWorld((url) =>
        url.pathname.includes("allocator") ? denied() : undefined,
      );
      await publish(world.at("index"), client, "1.1");
      const { run, report } = await world.audit();
      expect(run.exitCode).toBe(1);
      expect(report?.findings.map(({ kind, version }) => [kind, version])).toEqual([
        ["package-without-image", "1.1"],
      ]);
      expect(run.outputs["gaps"]).toBe("1");
      const errors = run.annotations.filter(({ level }) => level === "error");
      expect(errors.map(({ title }) => title)).toEqual(["LA681 audit-incomplete"]);
      const warnings = run.annotations.flatMap(({ level, message }) =>
        level === "warning" ? message : [],
      );
      expect(warnings).toEqual([
        expect.stringMatching(/^LA701 registry-denied: listing the tags of .*answered 403/),
        expect.stringMatching(/^LA680 release-gaps: .*1 × package-without-image/),
      ]);
      expect(run.summary).toContain(
        "| all | lablink-allocator-image | – | – | ✗ could not be read |",
      );
    },
    60_000,
  );

  test("an index that cannot be opened is trouble for every package, and no version is called unpublished", async () => {
    await using world = await startWorld();
    const { run, report } = await world.audit({ "index-url": "http://index.example/simple" });
    expect(report?.findings).toEqual([]);
    expect(run.annotations.map(({ title }) => title)).toContain("LA681 audit-incomplete");
    expect(run.exitCode).toBe(1);
  }, 60_000);

  test("a wrong input sets no outputs, and all of them are reported", async () => {
    await using world = await startWorld();
    const { run } = await world.audit({ since: "never", "fail-on": "everything", workflow: "a/b" });
    expect(run.annotations.map(({ message }) => message.slice(0, 40))).toEqual([
      "LA902 input-invalid: the input since has",
      "LA902 input-invalid: the input fail-on i",
      "LA902 input-invalid: the input workflow ",
    ]);
    expect(run).toMatchObject({ exitCode: 1, outputs: {} });
    const { run: tokenless } = await world.audit({ issue: "true", token: "" });
    expect(tokenless.annotations[0]?.message).toContain(
      "LA901 input-missing: the input token, which issue needs, is empty",
    );
    expect(tokenless.outputs).toEqual({});
  }, 60_000);

  describeUnless(missingDescription(), "with GitHub's API", () => {
    test("keeps the issue with the job's token, which the log does not show", async () => {
      await using world = await startWorld();
      await using github = await startGithub("ghs_secret");
      await publish(world.at("index"), client, "1.1");
      const inputs = { issue: "true", "api-url": github.url, repository: "talmolab/lablink" };
      const { run } = await world.audit(inputs, "ghs_secret");
      expect(run.log).toContain("#1, opened");
      expect(run.masked).toContain("ghs_secret");
      expect(github.issues).toEqual([
        expect.objectContaining({ title: "Release audit: 1 gap", state: "open" }),
      ]);
      expect(github.problems).toEqual([]);
      await publish(world.at("index"), client, "1.2");
      const { run: again } = await world.audit(inputs, "ghs_secret");
      expect(again.log).toContain("#1, changed");
      const denied = await world.audit({ ...inputs, token: "other" });
      expect(denied.run.outputs["gaps"]).toBe("2");
      expect(
        denied.run.annotations.map(({ title, message }) => title ?? message.slice(0, 24)),
      ).toEqual(["LA682 issue-not-written:", "LA680 release-gaps"]);
    }, 60_000);

    test("an issue that cannot be kept makes a run without findings red", async () => {
      await using world = await startWorld();
      await using github = await startGithub("ghs_secret");
      const inputs = { issue: "true", "api-url": github.url, repository: "talmolab/lablink" };
      const { run } = await world.audit(inputs, "another");
      expect(run.exitCode).toBe(1);
      expect(run.annotations.map(({ title }) => title)).toEqual(["LA682 issue-not-written"]);
      expect(run.outputs["gaps"]).toBe("0");
    }, 60_000);
  });
});
