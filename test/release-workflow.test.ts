/** release.yml: what is published was built where nothing else ran, and is published where nothing is installed. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { tried } from "@lablink-actions/testkit";
import fc from "fast-check";
import gt from "semver/functions/gt.js";
import major from "semver/functions/major.js";
import prerelease from "semver/functions/prerelease.js";
import valid from "semver/functions/valid.js";
import { parse } from "yaml";
import { majorOf, newerOf, readVersion } from "../scripts/publish-release/version.ts";

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: object;
  }[];
}

const workflow = parse(readFileSync(".github/workflows/release.yml", "utf8")) as {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
};
const jobOf = (name: string) => {
  const job = workflow.jobs[name];
  if (job === undefined) throw new Error(`release.yml has no job ${name}`);
  return job;
};
const commandsOf = (name: string) => jobOf(name).steps.flatMap(({ run }) => run ?? []);
const actionsOf = (name: string) =>
  jobOf(name).steps.flatMap(({ uses }) => uses?.replace(/@.*/, "") ?? []);

describe("release.yml", () => {
  test("builds apart from the tests, twice, and publishes only after all three", () => {
    const needs = Object.entries(workflow.jobs).map(([name, job]) => [name, job.needs]);
    expect(Object.fromEntries(needs)).toEqual({
      due: undefined,
      test: "due",
      build: "due",
      "build-again": "due",
      publish: ["due", "test", "build", "build-again"],
    });
    // Without `if`, a job runs only if all that it needs succeeded.
    expect(jobOf("publish").if).toBeUndefined();
    expect(jobOf("build-again").steps).toEqual(
      jobOf("build").steps.filter(({ uses }) => !uses?.startsWith("actions/upload-artifact@")),
    );
    expect(commandsOf("build")).toEqual([
      "node scripts/install.mjs",
      expect.stringMatching(/^npm run assemble -- --out [^\n]+\ntar [^&;|]+ \.\necho "sha256=/),
    ]);
    expect(jobOf("test")).not.toHaveProperty("outputs");
    expect(actionsOf("test")).toEqual(["actions/checkout", "actions/setup-node"]);
  });

  test("lets only the job that publishes write, after a review", () => {
    expect(workflow.permissions).toEqual({});
    const permissions = Object.entries(workflow.jobs).map(([name, job]) => [name, job.permissions]);
    expect(Object.fromEntries(permissions)).toEqual({
      due: { contents: "read" },
      test: { contents: "read" },
      build: { contents: "read" },
      "build-again": { contents: "read" },
      publish: { contents: "write", "id-token": "write", attestations: "write" },
    });
    expect(jobOf("publish").environment).toBe("release");
  });

  test("compares what is published with both builds before it attests it", () => {
    const steps = jobOf("publish").steps;
    const compared = steps.findIndex(({ run }) => run?.includes("sha256sum --check --strict"));
    expect(steps[compared]).toMatchObject({
      env: {
        // biome-ignore-start lint/suspicious/noTemplateCurlyInString: expressions of the workflow
        BUILT: "${{ needs.build.outputs.sha256 }}",
        BUILT_AGAIN: "${{ needs.build-again.outputs.sha256 }}",
        // biome-ignore-end lint/suspicious/noTemplateCurlyInString: expressions of the workflow
      },
      run: expect.stringContaining('for sum in "$BUILT" "$BUILT_AGAIN"; do'),
    });
    const attested = steps.findIndex(({ uses }) => uses?.includes("attest-build-provenance"));
    expect(attested).toBeGreaterThan(compared);
  });

  tried(
    "the job of release.yml that has the write token, which installed the lockfile first",
    "it installs nothing, and its scripts import only Node's own modules",
    () => {
      expect(commandsOf("publish").join("\n")).not.toMatch(/\b(npm|npx|pnpm)\b|install/);
      for (const job of ["due", "publish"]) {
        const scripts = commandsOf(job).flatMap((run) => run.match(/scripts\/\S+\.m?[jt]s/g) ?? []);
        expect(scripts).toHaveLength(1);
        for (const script of scripts) expect(foreignImports(script)).toEqual([]);
      }
      expect(foreignImports("scripts/assemble-release.ts")).toContain("esbuild");
    },
  );
});

/** What a script and the files that it imports name, besides Node's modules, whenever it is loaded at the start. */
function foreignImports(script: string, seen = new Set<string>()): string[] {
  if (seen.has(script)) return [];
  seen.add(script);
  const names = [
    ...readFileSync(script, "utf8").matchAll(
      /^(?:import|export)\b(?! type)(?:[^"]*? from)? ?"(.+)";$/gm,
    ),
  ].map(([, name = ""]) => name);
  return names.flatMap((name) => {
    if (name.startsWith(".")) return foreignImports(join(dirname(script), name), seen);
    return name.startsWith("node:") ? [] : [name];
  });
}

describe("a version is read as semver reads it", () => {
  const parts = fc.constantFrom("0", "1", "01", "9", "10", "a", "-", "rc", "99999999999999999999");
  const text = fc
    .tuple(
      fc.array(parts, { minLength: 2, maxLength: 4 }).map((it) => it.join(".")),
      fc.constantFrom("", "-", "+"),
      fc.array(parts, { maxLength: 3 }).map((it) => it.join(".")),
    )
    .map((it) => it.join(""));
  const stable = fc.tuple(fc.nat(12), fc.nat(12), fc.nat(12)).map((it) => it.join("."));

  test("for any text", () => {
    fc.assert(
      fc.property(fc.oneof(text, stable, fc.string()), (it) => {
        const read = readVersion(it);
        expect(read !== undefined).toBe(valid(it) === it);
        if (read === undefined) return;
        expect(majorOf(it)).toBe(major(it));
        expect(read.isPrerelease).toBe(prerelease(it) !== null);
      }),
      { numRuns: 1000 },
    );
  });

  test("and the newer of two is the one that semver calls greater", () => {
    fc.assert(
      fc.property(stable, stable, (one, other) => {
        const [first, second] = [readVersion(one), readVersion(other)];
        if (first === undefined || second === undefined) throw new Error("a version was not read");
        expect(newerOf(first, second).text).toBe(gt(other, one) ? other : one);
      }),
    );
  });
});
