/** The example: its packages' own tests and lint, by uv, as its README says, and its configuration of a deployment. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { describeWith, temporaryDirectory } from "@lablink-actions/testkit";

describeWith("uv", "examples/lablink", () => {
  describe.each(["allocator", "client", "cli"])("packages/%s", (name) => {
    test("passes its tests and its lint", async () => {
      // In a copy: uv leaves an environment and a lockfile, which names the index's host.
      await using folder = await temporaryDirectory();
      const cwd = join(folder.path, name);
      cpSync(`examples/lablink/packages/${name}`, cwd, { recursive: true });
      // pytest and ruff say on standard output what is wrong, so a failure here must show that.
      const uv = (...words: string[]) => {
        const { status, stdout, stderr } = spawnSync("uv", words, { cwd, encoding: "utf8" });
        if (status !== 0)
          throw new Error(`uv ${words.join(" ")}: exit ${status}\n${stdout}${stderr}`);
        return stdout;
      };
      uv("sync", "--extra", "dev");
      expect(uv("run", "pytest", "-q")).toMatch(/\d+ passed/);
      expect(uv("run", "ruff", "check", "src", "tests")).toContain("All checks passed");
      expect(uv("run", "ruff", "format", "--check", "src", "tests")).toContain("already formatted");
    }, 180_000);
  });
});

describeWith("lablink-allocator", "examples/lablink/lablink-infrastructure", () => {
  test("has a configuration that the real allocator accepts", () => {
    const words = ["-c", "command -v lablink-allocator"];
    const allocator = execFileSync("bash", words, { encoding: "utf8" }).trim();
    const validate = join(dirname(realpathSync(allocator)), "lablink-validate-config");
    const file = "examples/lablink/lablink-infrastructure/config/config.yaml";
    const { status, stdout } = spawnSync(validate, [file], { encoding: "utf8" });
    expect(stdout).toContain("[PASS]");
    expect(status).toBe(0);
  }, 60_000);
});
