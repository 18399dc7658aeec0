/** The example's audit.yml by act: after publishing, nobody built the images. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { describeWith, registryAccount, temporaryDirectory, tried } from "@lablink-actions/testkit";
import type { AuditReport } from "../../actions/audit-releases/src/report-shape.ts";
import { checkOutExample, registryLogin } from "../../scripts/act/checkout.ts";
import { eventAt } from "../../scripts/act/event.ts";
import { type LocalServices, startLocalServices } from "../../scripts/act/local-services.ts";
import { runWorkflow } from "../../scripts/act/run-workflow.ts";
import { writeRelease } from "../../scripts/assemble-release.ts";

let services: LocalServices;
let release: string;
const cleanUp = new AsyncDisposableStack();

/** There is no GitHub here that keeps issues. */
function withoutIssue(folder: string): void {
  const path = join(folder, ".github/workflows/audit.yml");
  writeFileSync(path, readFileSync(path, "utf8").replace("issue: true", "issue: false"));
}

describeWith(["act", "docker-registry", "git", "pypi-server", "uv"], "audit.yml by act", () => {
  beforeAll(async () => {
    release = join(cleanUp.use(await temporaryDirectory()).path, "release");
    writeRelease(release, "0".repeat(40));
    services = cleanUp.use(await startLocalServices());
  }, 300_000);
  afterAll(() => cleanUp.disposeAsync(), 60_000);

  tried(
    "The example's audit.yml at night, after both packages were published and nobody built their images",
    "The run is red, has the command for each image, and keeps the report; the job that may write issues does not run",
    async () => {
      await using checkout = await checkOutExample(services, withoutIssue);
      const ran = await runWorkflow({
        workspace: checkout.path,
        workflow: "audit.yml",
        event: eventAt("schedule", await checkout.git("rev-parse", "HEAD")),
        release,
        // The registry on this machine is not ghcr.io, so it must not get it.
        token: "not-for-registries",
        actor: registryAccount.username,
        secrets: registryLogin,
        env: services.environment,
      });
      expect(ran.exitCode).toBe(1);
      expect(ran.jobs).toEqual({ "Audit/Audit releases/Audit": "failure" });
      const report: AuditReport = JSON.parse(
        ran.artifacts.get("release-audit/audit-report.json") ?? "{}",
      );
      expect(report.findings.map(({ kind, package: name }) => [kind, name])).toEqual([
        ["package-without-image", "lablink-allocator-service"],
        ["package-without-image", "lablink-client-service"],
      ]);
      const [command] = report.findings.map((finding) => finding.command);
      expect(command).toMatch(
        /^gh workflow run lablink-images\.yml -f environment=prod -f allocator_version=\S+ -f client_version=\S+$/,
      );
      expect(ran.log).toContain(command);
      expect(ran.artifacts.get("release-audit/audit-report.html")).toContain(
        command?.split(" ")[3],
      );
    },
    300_000,
  );
});
