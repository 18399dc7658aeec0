import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { read } from "./support.ts";

/** The warnings about an image with these tags, and claims of these names. */
function warnings(tags: readonly string[], claims?: readonly string[] | string): readonly string[] {
  const checks = claims === undefined ? "" : ", checks: c.yml";
  const image = `{ package: a, dockerfile: D, tags: ${JSON.stringify(tags)}${checks} }`;
  const text = `packages: { a: { directory: a } }\nimages: { i: ${image} }\n`;
  const written =
    typeof claims === "string"
      ? claims
      : `claims: { ${claims?.map((claim) => `${JSON.stringify(claim)}: { run: a, prints: a }`)} }`;
  const result = read(text, "", "", "", { files: { "c.yml": written } });
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value.warnings ?? [];
}

const unproven = (said: string, remedy = "Add a claim for each to c.yml") =>
  `i: nothing proves what the image's tags say: ${said}. ${remedy}, or delete the tag.`;

describe("a tag that says what the image holds", () => {
  test.each([
    ["without a claim", ["{platform}-postgres-15"], [], ["{platform}-postgres-15 (postgres-15)"]],
    ["with a claim", ["{platform}-postgres-15"], ["postgres-15"], []],
    ["with one claim of two", ["uv-0.6.8-cuda-12"], ["cuda-12"], ["uv-0.6.8-cuda-12 (uv-0.6.8)"]],
    [
      "with a claim in its middle",
      ["ubuntu20.04-nvm-0.40.2-uv-0.6.8"],
      ["nvm-0.40.2"],
      ["ubuntu20.04-nvm-0.40.2-uv-0.6.8 (ubuntu20.04 and uv-0.6.8)"],
    ],
    ["after the version", ["{version}-cuda12"], [], ["{version}-cuda12 (cuda12)"]],
    ["with the platform's own words", ["linux-amd64-latest"], [], []],
    ["and nothing with a digit", ["latest", "slim", "{platform}-stable", "v{version}"], [], []],
    ["and only placeholders", ["{platform}-{version}", "{short-sha}"], [], []],
  ])("%s", (_, tags, claims, said) => {
    expect(warnings(tags, claims)).toEqual(said.map((one) => unproven(one)));
  });

  test("of an image without checks", () => {
    expect(warnings(["postgres-15"])).toEqual([
      unproven("postgres-15 (postgres-15)", "Name a file with claims at checks"),
    ]);
  });

  test.each(["", "a: b", "claims:", "claims: [a]", "- a"])("with the checks %j", (text) => {
    expect(warnings(["postgres-15"], text).length).toBeGreaterThan(0);
  });

  test("is left to verify-image if the checks are not YAML", () => {
    expect(warnings(["postgres-15"], "claims: [")).toEqual([]);
  });
});

describe("a claim whose name is in no tag", () => {
  test.each([
    [["postgres-16"], "postgres-16", " (is postgres-15 meant?)"],
    [["postgres-15", "postgres-1"], "postgres-1", " (is postgres-15 meant?)"],
    [["postgres-15", "uv"], "uv", ""],
  ])("%j is named", (claims, claim, hint) => {
    expect(warnings(["{platform}-postgres-15"], claims)).toContain(
      `c.yml: the claim "${claim}" is in no tag of i${hint}. Add the tag, or delete the claim.`,
    );
  });

  test("of a file that several images share must be in a tag of one of them", () => {
    const image = (tag: string) => `{ package: a, dockerfile: D, tags: [${tag}], checks: c.yml }`;
    const text = `packages: { a: { directory: a } }\nimages: { i: ${image("x-1")}, j: ${image("y-2")} }\n`;
    const claims = "claims: { x-1: {}, y-2: {}, z-3: {} }";
    expect(read(text, "", "", "", { files: { "c.yml": claims } })).toMatchObject({
      value: { warnings: [expect.stringContaining('the claim "z-3" is in no tag of i and j')] },
    });
  });
});

tried(
  "LabLink's tag postgres-15 without a claim, and a claim postgres-16 that no tag has",
  "the plan warns of both",
  async () => {
    await using workspace = await temporaryDirectory();
    const config =
      'packages: { a: { directory: a } }\nimages: { i: { package: a, dockerfile: D, checks: c.yml, tags: ["{platform}-postgres-15"] } }\n';
    writeFileSync(join(workspace.path, "config.yml"), config);
    const claims = "claims: { postgres-16: { run: postgres --version, prints: ' 16' } }\n";
    writeFileSync(join(workspace.path, "c.yml"), claims);
    const ran = await runAction("read-release-config", {
      event: "push-main",
      workspace: workspace.path,
      with: { config: "config.yml" },
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.annotations.map(({ level, message }) => [level, message])).toEqual([
      ["warning", unproven("{platform}-postgres-15 (postgres-15)")],
      [
        "warning",
        'c.yml: the claim "postgres-16" is in no tag of i (is postgres-15 meant?). Add the tag, or delete the claim.',
      ],
    ]);
  },
);
