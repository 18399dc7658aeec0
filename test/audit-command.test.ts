/** `npm run audit` on a real index and registry. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import {
  describeWith,
  pushImage,
  startPythonIndex,
  startRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";

/** Runs the command without blocking the servers, which are other processes. */
function audit(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/audit.ts", ...words], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describeWith(["docker-registry", "git", "pypi-server"], "npm run audit", () => {
  test("says what it reads and what it found, and leaves the report and the page", async () => {
    await using folder = await temporaryDirectory();
    await using registry = await startRegistry();
    const at = (...names: string[]) => join(folder.path, ...names);
    for (const name of ["index", "repository/.github"]) mkdirSync(at(name), { recursive: true });
    writeFileSync(at("index", "pkg-1.0-py3-none-any.whl"), "");
    writeFileSync(at("index", "pkg-1.1-py3-none-any.whl"), "");
    await using index = await startPythonIndex({ directory: at("index") });
    await pushImage(registry, "owner/image", "1.0", "1.0");
    const config = at("repository", ".github", "lablink-actions.yml");
    writeFileSync(
      config,
      `registry: ${registry.host}/owner\npackages: { pkg: { directory: . } }\nimages: { image: { package: pkg, dockerfile: Dockerfile, tags: ["{version}"] } }\n`,
    );
    const words = ["--config", config, "--index-url", index.url, "--workflow", "images.yml"];
    const red = audit(...words, "--out", at("out"));
    expect(red.stderr).toContain("Building the action…");
    expect(red.stdout).toContain("│ pkg: 2 releases\n");
    expect(red.stdout).toContain(`│ ${registry.host}/owner/image: reading 1 of 1 tag\n`);
    expect(red.stdout).toContain("gh workflow run images.yml -f environment=prod -f version=1.1\n");
    expect(red.stdout).toMatch(/^error: LA680 release-gaps: .*1 × package-without-image/m);
    expect(red.status).toBe(1);
    expect(readdirSync(at("out")).sort()).toEqual(["audit-report.html", "audit-report.json"]);
    expect(JSON.parse(readFileSync(at("out", "audit-report.json"), "utf8"))).toMatchObject({
      findings: [{ kind: "package-without-image", version: "1.1" }],
    });
    const green = audit(...words, "--out", at("out"), "--since", "pkg==2");
    expect(green.status).toBe(0);
  }, 120_000);

  test("a wrong word, or a file that is not there, ends it with 2 and the way to its help", () => {
    for (const words of [
      ["--confg", "x"],
      ["--config", "nowhere.yml"],
    ]) {
      const { status, stderr } = audit(...words);
      expect(status).toBe(2);
      expect(stderr).toContain("npm run audit -- --help says how it is called.");
    }
    expect(audit("--help")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^npm run audit/),
    });
  });
});
