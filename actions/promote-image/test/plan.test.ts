import { describe, expect, test } from "@jest/globals";
import { childrenOf, type Manifest } from "@lablink-actions/registries";
import { parseImageName, tagKind } from "@lablink-actions/release-core";
import { planPromotion, type Rules, type Step } from "../src/plan.ts";
import { promotionsFrom } from "./inputs.ts";
import { actionsOf, digest, found, foundFor, namesOf, unwrap } from "./support.ts";

const forward: Rules = { floating: "forward", overwrite: new Set() };
const [promoted, other] = [digest("a"), digest("b")];
const sha = "0123456789".repeat(4);

describe("the kind of a tag", () => {
  test.each([
    ["0.2.0", "version"],
    ["0.2.0rc1", "version"],
    ["20261123", "version"],
    ["linux-amd64-0.2.0", "version"],
    ["linux-arm64-v8-0.2.0.post1", "version"],
    ["windows-amd64-1", "version"],
    [sha, "commit"],
    [`linux-amd64-${sha}`, "commit"],
    [`${"a".repeat(64)}-test`, "commit"],
    ["1234567", "floating"],
    ["123a456", "floating"],
    ["latest", "floating"],
    ["v0.2.0", "floating"],
    ["0.2.0-rc.1", "floating"],
    ["0.2.0-test", "floating"],
    ["linux-amd64", "floating"],
    ["linux-arm-v7", "floating"],
    ["linux-amd64-postgres-15", "floating"],
    ["linux-amd64-terraform-1.4.6", "floating"],
    ["postgres-15", "floating"],
    ["0.2.0-linux-amd64", "floating"],
  ])("%s is %s", (tag, kind) => {
    expect(tagKind(tag).kind).toBe(kind);
  });
});

describe("a version tag", () => {
  test("is written if it is absent, and left alone if it is the same", () => {
    expect(actionsOf(planPromotion([found(["0.2.0"])], forward))).toEqual(["write 0.2.0"]);
    const same = found(["0.2.0"], { "0.2.0": promoted });
    expect(actionsOf(planPromotion([same], forward))).toEqual(["unchanged 0.2.0"]);
  });

  test("never moves, even if floating tags always do; all that would move are named", () => {
    const tags = { "0.2.0": other, "linux-amd64-0.2.0": other };
    const plan = planPromotion([found([...Object.keys(tags), "latest"], tags)], {
      ...forward,
      floating: "always",
    });
    expect(namesOf(plan)).toEqual(["version-tag-taken", "version-tag-taken"]);
    expect(plan).toMatchObject({
      refusals: [
        { seen: `ghcr.io/owner/name:0.2.0 is already ${other}, not ${promoted}` },
        {
          remedy: expect.stringContaining("set overwrite to ghcr.io/owner/name:linux-amd64-0.2.0"),
        },
      ],
    });
  });

  test("moves only if it is named in overwrite", () => {
    const tags = { "0.2.0": other, "linux-amd64-0.2.0": other };
    const overwrite = new Set(["ghcr.io/owner/name:0.2.0"]);
    const plan = planPromotion([found(Object.keys(tags), tags)], { ...forward, overwrite });
    expect(namesOf(plan)).toEqual(["version-tag-taken"]);
    expect(actionsOf(planPromotion([found(["0.2.0"], tags)], { ...forward, overwrite }))).toEqual([
      "write 0.2.0",
    ]);
  });
});

describe("a floating tag, forward", () => {
  test.each<[string, string[], "write" | "held-back", string]>([
    ["0.2.0", [], "write", ""],
    ["0.2.0", ["0.1.9", "0.2.0rc1"], "write", ""],
    ["0.2.0", ["0.10.0"], "held-back", "0.10.0"],
    ["0.10.0", ["0.9.0"], "write", ""],
    ["0.1.1", ["linux-amd64-0.2.0"], "held-back", "0.2.0"],
    ["0.3.0rc1", ["0.2.0"], "held-back", "0.2.0"],
    ["0.3.0rc1", ["0.3.0a5", "0.2.0.dev1"], "write", ""],
    ["0.3.0a1", ["0.3.0b1"], "held-back", "0.3.0b1"],
    ["0.1.0", ["0.3.0rc1"], "write", ""],
    ["0.2.0.post1", ["0.2.0"], "write", ""],
    ["0.2.0", ["0.2.0.post1"], "held-back", "0.2.0.post1"],
    ["1.0", ["1.0.0"], "write", ""],
    ["0.2.0", ["20240101", "linux-amd64-20240101", "4711", "2024.11.25", "123a456"], "write", ""],
    [
      "0.2.0",
      ["latest", "v9.0", "linux-amd64-postgres-15", "9.0-test", sha, "1234567"],
      "write",
      "",
    ],
  ])("of %s, beside %j: %s", (version, others, action, behind) => {
    const one = found([version, "latest"], { latest: other }, others);
    const steps = unwrap(planPromotion([one], forward));
    expect(steps.map((step) => `${step.action} ${step.tag.name}`)).toEqual([
      `write ${version}`,
      `${action} latest`,
    ]);
    expect(steps[1]?.behind ?? "").toBe(behind);
    expect(actionsOf(planPromotion([one], { ...forward, floating: "always" }))).toContain(
      "write latest",
    );
    const overwrite = new Set(["ghcr.io/owner/name:latest"]);
    expect(actionsOf(planPromotion([one], { ...forward, overwrite }))).toContain("write latest");
  });

  test("of a development build moves freely", () => {
    const one = found(["latest-test"], { "latest-test": other }, ["9.0"]);
    expect(actionsOf(planPromotion([one], forward))).toEqual(["write latest-test"]);
  });

  test("that already has the digest is unchanged, even if it would be held back", () => {
    const one = found(["0.1.0", "latest"], { latest: promoted }, ["0.2.0"]);
    expect(actionsOf(planPromotion([one], forward))).toEqual(["write 0.1.0", "unchanged latest"]);
  });

  test("is held back by a higher version of the same run, but not by one of another image", () => {
    const old = found(["0.1.0", "latest"]);
    const high = found(["0.2.0"]);
    expect(actionsOf(planPromotion([old, high], forward))).toContain("held-back latest");
    const elsewhere = { ...high, promotion: { ...high.promotion, image: "ghcr.io/o/other" } };
    expect(actionsOf(planPromotion([old, elsewhere as typeof high], forward))).toContain(
      "write latest",
    );
  });
});

describe("with version-tags", () => {
  /** Tags, of which the first ones are in version-tags. */
  function said(names: string[], versions: number, current = {}, others: string[] = []) {
    const references = names.map((name) => `ghcr.io/owner/name:${name}`);
    const [read] = unwrap(
      promotionsFrom({
        source: `ghcr.io/owner/name@${promoted}`,
        tags: references,
        versionTags: references.slice(0, versions),
      }),
    );
    if (read === undefined) throw new Error("nothing is promoted");
    return { ...found(names, current, others), promotion: read };
  }

  test("one never moves, whatever its name", () => {
    const taken = said(["0.2.0-slim", "latest-slim"], 1, { "0.2.0-slim": other });
    expect(namesOf(planPromotion([taken], forward))).toEqual(["version-tag-taken"]);
  });

  test.each<[string[], string]>([
    [[], "write"],
    [["0.1.0-slim", "0.3.0-full", "0.3.0rc1-slim"], "write"],
    [["0.3.0-slim"], "held-back"],
    [["0.3.0"], "held-back"],
  ])("beside %j the floating one: %s", (others, action) => {
    const one = said(["0.2.0-slim", "latest-slim"], 1, {}, others);
    expect(actionsOf(planPromotion([one], forward))).toContain(`${action} latest-slim`);
  });

  test("a number that is not in version-tags is not a version, even if the registry has it", () => {
    const one = said(["0.2.0", "123", "latest"], 1, { "123": other });
    expect(actionsOf(planPromotion([one], forward))).toEqual([
      "write 0.2.0",
      "write 123",
      "write latest",
    ]);
  });
});

test("a commit's tag is written, and moves, whatever the version", () => {
  const one = found([`linux-amd64-${sha}`, "0.1.0"], { [`linux-amd64-${sha}`]: other }, ["0.2.0"]);
  expect(actionsOf(planPromotion([one], forward))).toEqual([
    "write 0.1.0",
    `write linux-amd64-${sha}`,
  ]);
});

test("version tags of all images are written before any floating one", () => {
  const tags = ["latest", sha, "0.2.0"];
  expect(actionsOf(planPromotion([found(tags), found(["newest", "0.2.1"])], forward))).toEqual([
    "write 0.2.0",
    "write 0.2.1",
    `write ${sha}`,
    "held-back latest",
    "write newest",
  ]);
});

describe("images of two platforms", () => {
  const shared = ["0.2.0", "latest"];
  const pair = (current: Record<string, string> = {}, others: string[] = []) => [
    foundFor("arm64", "b", [...shared, "linux-arm64"], current, others),
    foundFor("amd64", "a", [...shared, "linux-amd64"], current, others),
  ];
  const targets = (steps: readonly Step[]) =>
    Object.fromEntries(steps.map(({ tag, target }) => [tag.name, target]));

  test("share tags that name an index of both, and keep their own tags", () => {
    const steps = unwrap(planPromotion(pair(), forward));
    const { "0.2.0": version, latest, "linux-amd64": amd64, "linux-arm64": arm64 } = targets(steps);
    expect(amd64).toMatchObject({ manifest: { digest: digest("a") }, platforms: [] });
    expect(arm64).toMatchObject({ manifest: { digest: digest("b") }, platforms: [] });
    expect(version?.platforms).toHaveLength(2);
    expect(latest).toEqual(version);
    expect(childrenOf(version?.manifest as Manifest)).toEqual([digest("a"), digest("b")]);
    expect(targets(unwrap(planPromotion(pair().toReversed(), forward)))).toMatchObject({
      latest: { manifest: { digest: latest?.manifest.digest } },
    });
  });

  test("after a promotion nothing is left to do; a version tag of another index never moves", () => {
    const steps = unwrap(planPromotion(pair(), forward));
    const current = Object.fromEntries(
      steps.map(({ tag, target }) => [tag.name as string, target.manifest.digest]),
    );
    const again = unwrap(planPromotion(pair(current), forward));
    expect(again.map(({ action }) => action)).toEqual(Array(4).fill("unchanged"));
    const alone = planPromotion([foundFor("amd64", "a", shared, current)], forward);
    expect(namesOf(alone)).toEqual(["version-tag-taken"]);
  });

  test("have their shared version also for their own tags, which then move only forward", () => {
    const actions = actionsOf(planPromotion(pair({}, ["0.3.0"]), forward));
    expect(actions).toEqual([
      "write 0.2.0",
      "held-back latest",
      "held-back linux-arm64",
      "held-back linux-amd64",
    ]);
  });

  test("of different repositories do not affect each other", () => {
    const [one, other] = pair();
    if (one === undefined || other === undefined) throw new Error("a pair has two");
    const elsewhere = { ...other.promotion, image: unwrap(parseImageName("ghcr.io/owner/other")) };
    const steps = unwrap(planPromotion([one, { ...other, promotion: elsewhere }], forward));
    expect(steps).toHaveLength(6);
    expect(steps.flatMap(({ target }) => target.platforms)).toEqual([]);
  });

  test("without platforms never become an index", () => {
    const unsaid = pair().map((one) => ({ ...one, platformImage: undefined }));
    expect(() => planPromotion(unsaid, forward)).toThrow("without a platform");
  });
});
