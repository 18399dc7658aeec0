/** The bundle, on a real index and a real registry with a known past. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  copyTag,
  describeWith,
  digestAt,
  pushAttested,
  runAction,
  startPythonIndex,
  startRegistry,
  type TemporaryDirectory,
  type TestIndex,
  type TestRegistry,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import type { AuditReport } from "../src/report-shape.ts";
import {
  allocatorImage,
  allocatorVersions,
  client,
  clientImage,
  clientVersions,
  commitOf,
  configFor,
  develop,
  goodHistory,
  labelsOf,
  pushIndexOf,
  release,
  remove,
} from "./history.ts";

const amd64 = { os: "linux", architecture: "amd64" };

describeWith(["docker-registry", "pypi-server"], "the bundle", () => {
  let registry: TestRegistry;
  let index: TestIndex;
  let folder: TemporaryDirectory;

  beforeAll(async () => {
    registry = await startRegistry();
    folder = await temporaryDirectory();
    for (const name of ["index", "workspace/.github", "temp"]) {
      mkdirSync(join(folder.path, name), { recursive: true });
    }
    await goodHistory(registry, join(folder.path, "index"));
    index = await startPythonIndex({ directory: join(folder.path, "index") });
    const file = join(folder.path, "workspace/.github/lablink-actions.yml");
    writeFileSync(file, configFor(registry.host));
  }, 120_000);

  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await index[Symbol.asyncDispose]();
    await folder.remove();
  });

  async function audit(inputs: Record<string, string> = {}) {
    const run = await runAction("audit-releases", {
      event: "schedule",
      with: { "index-url": index.url, workflow: "lablink-images.yml", ...inputs },
      workspace: join(folder.path, "workspace"),
      temp: join(folder.path, "temp"),
    });
    const path = run.outputs["report"];
    const report: AuditReport | undefined = path && JSON.parse(readFileSync(path, "utf8"));
    return { run, report };
  }

  tried(
    "40 versions of two packages and their images in a real index and registry, all as they should be, with 84 tags of development builds",
    "nothing is found, and every version has a tick",
    async () => {
      const { run, report } = await audit({ "development-days": "36500" });
      expect(run.annotations).toEqual([]);
      expect(report?.findings).toEqual([]);
      expect(run.outputs["gaps"]).toBe("0");
      expect(run.exitCode).toBe(0);
      const rows = run.summary.split("\n").filter((line) => /^\| 0\./.test(line));
      expect(rows).toHaveLength(allocatorVersions.length + clientVersions.length);
      for (const row of rows) expect(row).toMatch(/ \| [0-9a-f]{12} \| not known \| ✓ \|$/);
    },
  );

  tried(
    "the same with one gap of each kind: a missing image, a missing package, a false label, tags that differ, latest one release behind, a development image as a version, a part deleted two levels down, a tag of a development build from 2020",
    "each is found once with its command, and nothing else is",
    async () => {
      const forgotten = await digestAt(registry, allocatorImage, "0.1.5");
      await remove(registry, allocatorImage, forgotten ?? "");
      await release(registry, clientImage, "0.2.99a0");
      await release(registry, allocatorImage, "0.1.7", "0.1.6");
      const development = await pushAttested(
        ...[registry, allocatorImage, "built from main", amd64, labelsOf(undefined, commitOf("x"))],
      );
      for (const tag of ["0.1.9", "linux-amd64-0.1.9"]) {
        await copyTag(registry, allocatorImage, development.digest, tag);
      }
      const other = await pushAttested(
        ...[registry, allocatorImage, "another", amd64, labelsOf("0.1.11", commitOf("y"))],
      );
      await copyTag(registry, allocatorImage, other.digest, "linux-amd64-0.1.11");
      await copyTag(registry, clientImage, "0.2.14a0", "latest");
      const inner = await pushAttested(
        ...[registry, clientImage, "broken", amd64, labelsOf("0.2.3a0", commitOf("z"))],
      );
      for (const tag of ["0.2.3a0", "linux-amd64-0.2.3a0"]) {
        await pushIndexOf(registry, clientImage, tag, inner.digest);
      }
      await remove(registry, clientImage, inner.children[0] ?? "");
      await develop(registry, clientImage, "old", "2020-01-01T00:00:00Z");
      // The floating tags of development builds are new again.
      await develop(registry, clientImage, "new", "2026-05-01T12:00:00Z");
      // Nothing here is a version of the image.
      for (const tag of ["20240101", "buildcache", "v1", "1234567"]) {
        await copyTag(registry, clientImage, "0.2.2a0", tag);
      }
      const { run, report } = await audit({ "development-days": "1000" });
      const found = report?.findings.map(({ kind, version, tags }) => [kind, version, ...tags]);
      const old = commitOf("old");
      expect(found).toEqual([
        ["version-tags-differ", "0.1.11", "0.1.11", "linux-amd64-0.1.11"],
        ["development-image-unsuffixed", "0.1.9", "0.1.9", "linux-amd64-0.1.9"],
        ["version-label-differs", "0.1.7", "0.1.7", "linux-amd64-0.1.7"],
        ["package-without-image", "0.1.5"],
        ["image-without-package", "0.2.99a0", "0.2.99a0", "linux-amd64-0.2.99a0"],
        ["index-incomplete", "0.2.3a0", "0.2.3a0", "linux-amd64-0.2.3a0"],
        ["floating-tag-behind", "0.2.15a0", "latest"],
        ["development-tags-old", "", `${old}-test`, `linux-amd64-${old}-test`],
      ]);
      const build = (allocatorVersion: string, clientVersion: string) =>
        `gh workflow run lablink-images.yml -f environment=prod -f allocator_version=${allocatorVersion} -f client_version=${clientVersion}`;
      expect(report?.findings.map(({ command }) => command)).toEqual([
        build("0.1.11", "0.2.15a0"),
        build("0.1.9", "0.2.15a0"),
        build("0.1.7", "0.2.15a0"),
        build("0.1.5", "0.2.15a0"),
        `git tag ${client}_v0.2.99a0 ${commitOf("0.2.99a0")} && git push origin ${client}_v0.2.99a0`,
        build("0.1.23", "0.2.3a0"),
        build("0.1.23", "0.2.15a0"),
        "",
      ]);
      expect(run.outputs["gaps"]).toBe("7");
      expect(run.annotations).toEqual([
        expect.objectContaining({
          level: "error",
          title: "LA680 release-gaps",
          message: expect.stringContaining("1 × version-tags-differ, 1 × development-image-"),
        }),
      ]);
      expect(run.exitCode).toBe(1);
    },
  );
});
