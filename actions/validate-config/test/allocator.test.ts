/** The allocator's own program, as the package index has it, in an image laid out as LabLink's. */
import { cpSync, globSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  baseImage,
  describeUnless,
  missingEngine,
  missingTools,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { build, removeImages, validate } from "./support.ts";

const script = `#!/app/.venv/bin/python
from lablink_allocator_service.validate_config import main
main()
`;

const valid = `deployment_name: lablink
environment: test
db: { password: PLACEHOLDER_DB_PASSWORD }
app: { admin_user: admin, admin_password: x, region: us-west-2 }
dns: { enabled: false }
ssl: { provider: none }
`;

const missing =
  missingTools(["lablink-allocator"]).length > 0
    ? "lablink-allocator is not installed"
    : missingEngine();

describeUnless(missing, "lablink-validate-config of lablink-allocator-service 0.2.1", () => {
  let image = "";
  beforeAll(async () => {
    await using folder = await temporaryDirectory();
    const [program = ""] = (process.env["PATH"] ?? "")
      .split(delimiter)
      .flatMap((path) => globSync(join(path, "lablink-allocator")));
    const [packages = ""] = globSync(
      join(realpathSync(program), "../../lib/python*/site-packages"),
    );
    // All that it imports.
    mkdirSync(join(folder.path, "packages"));
    for (const name of [
      "lablink_allocator_service",
      "hydra",
      "omegaconf",
      "antlr4",
      "yaml",
      "packaging",
    ]) {
      cpSync(join(packages, name), join(folder.path, "packages", name), { recursive: true });
    }
    writeFileSync(join(folder.path, "program"), script, { mode: 0o755 });
    image = await build(
      `FROM ${baseImage()}
RUN python3 -m venv --without-pip /app/.venv
COPY packages /packages
RUN mv /packages/* /app/.venv/lib/python3*/site-packages/
COPY program /app/.venv/bin/lablink-validate-config
WORKDIR /app
VOLUME /config
`,
      folder.path,
    );
  }, 120_000);
  afterAll(removeImages);

  tried(
    "lablink-validate-config of lablink-allocator-service 0.2.1, in a virtual environment that is not on the image's PATH",
    "a file that its schema takes is valid, whatever it is called; a misspelt key, SSL without DNS and broken YAML are refused (LA614) in its own words",
    async () => {
      const good = await validate(image, valid);
      expect(good).toMatchObject({ exitCode: 0, outputs: { result: "valid" } });
      expect(good.log).toContain("[PASS] Config validation passed");
      for (const [text, words] of [
        [
          valid.replace("admin_user", "admin_usr"),
          "[FAIL] Config validation failed: Error merging config with schema",
        ],
        [
          valid.replace("provider: none", "provider: letsencrypt"),
          "SSL requires DNS to be enabled",
        ],
        [`${valid}x: [`, "[FAIL] Config validation failed"],
      ] as const) {
        const ran = await validate(image, text);
        expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
        expect(ran.annotations).toMatchObject([
          { title: "LA614 config-refused", file: "prod.yaml" },
        ]);
        expect(ran.annotations[0]?.message).toContain(words);
      }
    },
    120_000,
  );
});
