/** Tags of a series: `1.2` follows 1.2.x, `1` follows 1.x.y. */
import { describe, expect, test } from "@jest/globals";
import { chosenVersion, parseVersion } from "@lablink-actions/release-core";
import {
  describeWith,
  digestAt,
  pushImage,
  runAction,
  startRegistry,
  tried,
} from "@lablink-actions/testkit";
import fc from "fast-check";
import { planPromotion } from "../src/plan.ts";
import { promotionsFrom, texts } from "./inputs.ts";
import { actionsOf, digest, found, unwrap } from "./support.ts";

const forward = { floating: "forward", overwrite: new Set<string>() } as const;

/** The tags that the templates {version}, {major}.{minor}, {major} and latest give. */
function tagsOf(version: string): string[] {
  const [major, minor] = version.split(".");
  return [version, `${major}.${minor}`, `${major}`, "latest"];
}

/** What is in the registry for an image that is promoted with these tags, whose kinds the action reads. */
function promoted(
  tags: readonly string[],
  current: Readonly<Record<string, string>>,
  others: readonly string[] = [],
  versionTags: readonly string[] = [],
) {
  const image = "ghcr.io/owner/name";
  const full = (names: readonly string[]) => names.map((name) => `${image}:${name}`);
  const asked = {
    source: `${image}@${digest("a")}`,
    tags: full(tags),
    versionTags: full(versionTags),
  };
  const [promotion] = unwrap(promotionsFrom({ ...texts, ...asked }));
  if (promotion === undefined) throw new Error("nothing is promoted");
  return { ...found(tags, current, others), promotion };
}

/** The registry's tags by the version that each names, after releases in this order. */
function released(versions: readonly string[]): Map<string, string> {
  const registry = new Map<string, string>();
  for (const version of versions) {
    const current = Object.fromEntries([...registry.keys()].map((tag) => [tag, digest("b")]));
    const steps = planPromotion(
      [promoted(tagsOf(version), current, [...registry.keys()])],
      forward,
    );
    for (const { action, tag } of unwrap(steps)) {
      if (action === "write") registry.set(tag.name, version);
    }
  }
  return registry;
}

describe("a tag of a series", () => {
  test.each<[string, string[], string[]]>([
    [
      "1.2.4 after 1.3.0: 1.2 moves, 1 and latest do not",
      ["1.3.0", "1.2.4"],
      ["1 1.3.0", "1.2 1.2.4", "1.3 1.3.0", "latest 1.3.0"],
    ],
    [
      "2.0.0rc1 beside 1.3.0: 2 and 2.0 name it, latest does not",
      ["1.3.0", "2.0.0rc1"],
      ["1 1.3.0", "1.3 1.3.0", "2 2.0.0rc1", "2.0 2.0.0rc1", "latest 1.3.0"],
    ],
    [
      "1.3.1 after 2.0.0rc1 and 1.4.0rc1: the tags 2, 2.0 and 1.4 do not hold latest back",
      ["1.3.0", "2.0.0rc1", "1.4.0rc1", "1.3.1"],
      ["1 1.3.1", "1.3 1.3.1", "1.4 1.4.0rc1", "2 2.0.0rc1", "2.0 2.0.0rc1", "latest 1.3.1"],
    ],
    [
      "1.2.3 after 1.2.4: no tag moves back",
      ["1.2.4", "1.2.3"],
      ["1 1.2.4", "1.2 1.2.4", "latest 1.2.4"],
    ],
    [
      "1.2.4rc1 after 1.2.3: no tag moves",
      ["1.2.3", "1.2.4rc1"],
      ["1 1.2.3", "1.2 1.2.3", "latest 1.2.3"],
    ],
    [
      "10.0.0 after 1.0.0: 1 does not follow",
      ["1.0.0", "10.0.0"],
      ["1 1.0.0", "1.0 1.0.0", "10 10.0.0", "10.0 10.0.0", "latest 10.0.0"],
    ],
  ])("%s", (_, versions, expected) => {
    const floating = [...released(versions)].filter(([tag]) => !versions.includes(tag));
    expect(floating.map((pair) => pair.join(" ")).toSorted()).toEqual(expected.toSorted());
  });

  test("is of its own version if the version has no more numbers", () => {
    const steps = planPromotion([promoted(["1.2", "latest"], { "1.2": digest("b") })], forward);
    expect(steps).toMatchObject({ refusals: [{ name: "version-tag-taken" }] });
  });

  test("does not take the tag of a version that had no more numbers, unless it is asked to", () => {
    const tags = ["1.2.1", "1.2", "latest"];
    const there = { "1.2": digest("b"), latest: digest("b") };
    const one = promoted(tags, there);
    expect(planPromotion([one], forward)).toMatchObject({
      refusals: [{ name: "version-tag-taken", seen: expect.stringContaining("no other version") }],
    });
    const overwrite = new Set(["ghcr.io/owner/name:1.2"]);
    expect(actionsOf(planPromotion([one], { ...forward, overwrite }))).toEqual(
      tags.map((tag) => `write ${tag}`),
    );
    // From then on it is of the series.
    const next = promoted(["1.2.2", "1.2"], { "1.2": digest("b") }, ["1.2.1"]);
    expect(actionsOf(planPromotion([next], forward))).toEqual(["write 1.2.2", "write 1.2"]);
  });

  test("does not make latest go back behind a version that had no more numbers", () => {
    const one = promoted(["1.2.1", "1.2", "latest"], { latest: digest("b") }, ["1.3"]);
    expect(actionsOf(planPromotion([one], forward))).toEqual([
      "write 1.2.1",
      "write 1.2",
      "held-back latest",
    ]);
  });

  test("with a variant is known by the version that version-tags names", () => {
    const there = ["1.3.0-slim", "1.2.3-slim"];
    const tags = ["1.2.4-slim", "1.2-slim", "1-slim", "latest-slim"];
    const one = promoted(tags, { "1.2-slim": digest("b") }, there, ["1.2.4-slim"]);
    expect(actionsOf(planPromotion([one], forward))).toEqual([
      "write 1.2.4-slim",
      "write 1.2-slim",
      "held-back 1-slim",
      "held-back latest-slim",
    ]);
  });

  test("always names what pip would choose of its series, whatever the order of releases", () => {
    const version = fc
      .record({
        numbers: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)),
        end: fc.constantFrom("", "", "rc1", ".dev0", ".post1"),
      })
      .map(({ numbers, end }) => numbers.join(".") + end);
    fc.assert(
      fc.property(fc.uniqueArray(version, { minLength: 1, maxLength: 8 }), (versions) => {
        const floating = [...released(versions)].filter(([tag]) => !versions.includes(tag));
        const chosen = floating.map(([tag]) => {
          const own = versions.filter((one) => tagsOf(one).includes(tag));
          return [tag, chosenVersion(own.flatMap((one) => parseVersion(one) ?? []))?.canonical];
        });
        expect(floating).toEqual(chosen);
      }),
      { numRuns: 1000 },
    );
  });
});

describeWith("docker-registry", "with a real registry", () => {
  tried(
    "a docker-registry in which 1.3.0 is out, and then 2.0.0rc1 and the fix 1.2.4 are promoted with {major} and {major}.{minor}",
    "1.2 moves to 1.2.4, 2 and 2.0 to the release candidate, and 1 and latest stay at 1.3.0",
    async () => {
      await using registry = await startRegistry();
      const path = "owner/name";
      const digests = new Map<string, string>();
      for (const version of ["1.3.0", "1.2.3", "2.0.0rc1", "1.2.4"]) {
        const pushed = await pushImage(registry, path, version);
        digests.set(version, pushed);
        const ran = await runAction("promote-image", {
          event: "dispatch-prod",
          env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
          with: {
            source: `${registry.host}/${path}@${pushed}`,
            tags: tagsOf(version)
              .map((tag) => `${registry.host}/${path}:${tag}`)
              .join("\n"),
          },
        });
        expect(ran.exitCode).toBe(0);
      }
      const expected = {
        "1.2": "1.2.4",
        "1.3": "1.3.0",
        "1": "1.3.0",
        "2": "2.0.0rc1",
        "2.0": "2.0.0rc1",
        latest: "1.3.0",
      };
      for (const [tag, version] of Object.entries(expected)) {
        expect([tag, await digestAt(registry, path, tag)]).toEqual([tag, digests.get(version)]);
      }
    },
    60_000,
  );
});
