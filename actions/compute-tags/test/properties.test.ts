import { expect, test } from "@jest/globals";
import { defaultTagTemplates } from "@lablink-actions/release-core";
import { anyText, anyTrigger, anyVersionText, cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { type ComputeTagsTexts, computeTagsFrom, inputs, sha } from "./inputs.ts";

const template = fc.oneof(
  fc.constantFrom(...defaultTagTemplates),
  fc.constantFrom("{pr}", "{ref-name}", "{short-sha}", "0.0.2a0", "{platform}-test", "la"),
  fc
    .array(fc.constantFrom("{version}", "{ref-name}", "{sha}", "-", ".", "a", "1", "_"), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) => parts.join("")),
);

const anyInputs: fc.Arbitrary<ComputeTagsTexts> = fc.record({
  description: anyText,
  licenses: fc.constantFrom("", "BSD-2-Clause"),
  trigger: anyTrigger,
  image: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("ghcr.io/talmolab/image", "localhost:5000/a/b") },
    { weight: 1, arbitrary: anyText },
  ),
  platform: fc.constantFrom("linux/amd64", "linux/arm64/v8"),
  version: fc.oneof(
    { weight: 1, arbitrary: fc.constant("") },
    { weight: 2, arbitrary: anyVersionText },
  ),
  sha: fc.oneof({ weight: 5, arbitrary: fc.constant(sha) }, { weight: 1, arbitrary: fc.string() }),
  tags: fc
    .array(template, { minLength: 1, maxLength: 5 })
    .map(([first = "latest", ...others]) => [first, ...others] as const),
  developmentSuffix: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("-test", "-dev") },
    { weight: 1, arbitrary: fc.stringMatching(/^[-a-z0-9.]{0,6}$/) },
  ),
  pullRequestTags: fc.constantFrom("all", "unique"),
  repository: fc.constant(inputs.repository),
  headRepository: fc.constantFrom("", inputs.repository, "contributor/lablink"),
  serverUrl: fc.constant(inputs.serverUrl),
});

interface Computed {
  readonly given: ComputeTagsTexts;
  readonly channel: string;
  readonly references: readonly string[];
  readonly names: readonly string[];
  readonly versionTags: string;
}

function forAllComputed(check: (computed: Computed) => void): void {
  let accepted = 0;
  fc.assert(
    fc.property(anyInputs, (given) => {
      const result = computeTagsFrom(given);
      if (!result.ok) return;
      accepted++;
      const { channel, tags, candidate, "version-tags": versionTags } = result.value.outputs;
      const references = [...tags.split("\n"), candidate];
      const names = references.map((reference) => reference.slice(given.image.length + 1));
      check({ given, channel, references, names, versionTags });
    }),
    cases,
  );
  // If there is never a result, the property proves nothing.
  expect(accepted).toBeGreaterThan(cases.numRuns / 20);
}

test("only a dispatch with a production environment and a valid version yields an unsuffixed tag", () => {
  forAllComputed(({ given, names }) => {
    if (names.every((name) => name.endsWith(given.developmentSuffix))) return;
    expect(given.trigger).toMatchObject({ eventName: "workflow_dispatch", environment: "prod" });
    expect(given.version).not.toBe("");
  });
});

test("a development run never yields latest, a version tag, or a tag without the suffix", () => {
  forAllComputed(({ given, channel, names, versionTags }) => {
    if (channel !== "development") return;
    expect(versionTags).toBe("");
    for (const name of names) {
      expect(name).not.toBe("latest");
      expect(name).not.toMatch(/^v?\d+(\.\d+)*((a|b|rc)\d+)?$/);
      expect(name.endsWith(given.developmentSuffix)).toBe(true);
      expect(given.developmentSuffix).toMatch(/^-[A-Za-z]/);
    }
  });
});

test("no tag of production is a tag of development", () => {
  forAllComputed(({ given, channel, names }) => {
    if (channel !== "production") return;
    for (const name of names) expect(name.endsWith(given.developmentSuffix)).toBe(false);
  });
});

test("with the same templates, no development tag is a production tag, whatever the suffix", () => {
  const suffix = fc
    .array(fc.constantFrom("latest", "a", "linux-amd64", "0.0.2a0", "rc1"), { minLength: 1 })
    .map((words) => `-${words.join("-")}`);
  const settings = fc.record({ given: anyInputs, suffix, ref: fc.constantFrom("a", "x-a-rc1") });
  let compared = 0;
  fc.assert(
    fc.property(settings, ({ given, suffix, ref }) => {
      const common = { ...given, image: inputs.image, sha, developmentSuffix: suffix };
      const { policy } = inputs.trigger;
      const trigger = { eventName: "workflow_dispatch", ref: `refs/heads/${ref}`, policy };
      const tags = (environment: string, version: string) => {
        const run = { ...common, version, trigger: { ...trigger, environment } };
        const result = computeTagsFrom(run);
        return result.ok ? result.value.outputs["tag-names"].split("\n") : [];
      };
      const development = tags("", "");
      const production = new Set(tags("prod", "0.0.2a0"));
      if (development.length > 0 && production.size > 0) compared++;
      for (const tag of development) expect(production).not.toContain(tag);
    }),
    cases,
  );
  expect(compared).toBeGreaterThan(cases.numRuns / 20);
});

test("every reference follows the distribution grammar, and is of the given image", () => {
  forAllComputed(({ given, references }) => {
    for (const reference of references) {
      expect(reference).toMatch(
        /^[a-z0-9.:[\]-]+(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+:\w[\w.-]{0,127}$/i,
      );
      expect(reference.startsWith(`${given.image}:`)).toBe(true);
    }
  });
});
