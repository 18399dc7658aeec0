/** A release that is cut after any number of writes, and dispatched again. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { addressOf, http, openRepository } from "@lablink-actions/registries";
import { defaultTagTemplates, parseImageName } from "@lablink-actions/release-core";
import {
  copyTag,
  describeWith,
  digestAt,
  pushAttested,
  startRegistry,
  type TestRegistry,
  tried,
} from "@lablink-actions/testkit";
import fc from "fast-check";
import { dispatch, type Host, inMemory, labels, type Plan, tagsOf } from "./releases.ts";
import { unwrap } from "./support.ts";

const commits = ["1".repeat(40), "2".repeat(40)] as const;
const one = ["linux/amd64"];
const two = ["linux/amd64", "linux/arm64"];

/**
 * Cuts a release after so many writes, dispatches it again, and checks what is there then.
 *
 * @param again the commit of the second dispatch
 * @returns whether there was nothing to cut
 */
async function finish(host: Host, plan: Plan, cut: number, again: string): Promise<boolean> {
  const [sha] = commits;
  const first = await dispatch(host, plan, sha, "the first run", cut);
  const before = await host.tags();
  const second = await dispatch(host, plan, again, "the second run");
  unwrap(second.result);
  const after = await host.tags();
  for (const platform of plan.platforms) {
    for (const { tag, kind } of tagsOf(plan, platform, again).tags) {
      // What was released before from another commit gets no tag of this one.
      if (kind === "commit" && again !== sha) continue;
      expect([tag, cut, after.has(tag)]).toEqual([tag, cut, true]);
      if (kind === "version" && before.has(tag)) expect(after.get(tag)).toBe(before.get(tag));
    }
  }
  const third = unwrap((await dispatch(host, plan, again, "the third run")).result);
  expect(third.outputs).toMatchObject({ promoted: "[]", "held-back": "[]" });
  return first.result.ok;
}

async function finishFromAnywhere(makeHost: () => Host, plan: Plan, again: string) {
  for (let cut = 0; !(await finish(makeHost(), plan, cut, again)); cut++) {
    expect(cut).toBeLessThan(50);
  }
}

test("with any templates and platforms, a release that is cut after any write is finished by the next run", async () => {
  const template = fc.constantFrom(
    ...defaultTagTemplates,
    "{version}-slim",
    "{version}-{platform}",
    "{platform}-postgres-15",
  );
  const situation = fc.record({
    templates: fc
      .uniqueArray(template, { minLength: 1 })
      .filter((templates) => templates.some((text) => text.includes("{version}"))),
    platforms: fc.constantFrom(one, two, [...two, "linux/arm/v7"]),
    isAttested: fc.boolean(),
    again: fc.constantFrom(...commits),
  });
  await fc.assert(
    fc.asyncProperty(situation, async ({ isAttested, again, ...plan }) => {
      await finishFromAnywhere(() => inMemory(isAttested), plan, again);
    }),
    { numRuns: 100 },
  );
}, 60_000);

describeWith("docker-registry", "in a real registry", () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(async () => registry[Symbol.asyncDispose]());

  let repositories = 0;
  const quiet = { http, say: () => {}, mask: () => {}, sleep: () => Promise.resolve() };

  function inRegistry(): Host {
    const path = `owner/cut-${repositories++}`;
    const image = `${registry.host}/${path}`;
    const address = addressOf(unwrap(parseImageName(image)));
    return {
      image,
      open: async () => openRepository(address, quiet),
      async build(content, name, candidate) {
        const [os = "", architecture = ""] = name.split("/");
        const platform = { os, architecture };
        const { digest } = await pushAttested(registry, path, content, platform, labels);
        await copyTag(registry, path, digest, candidate);
        return digest;
      },
      async tags() {
        const answer = await registry.ask(path, "tags/list");
        const { tags } = (await answer.json()) as { tags: string[] };
        const named = tags.map(async (tag) => {
          return [tag, (await digestAt(registry, path, tag)) ?? ""] as const;
        });
        return new Map(await Promise.all(named));
      },
    };
  }

  tried(
    "A release of one platform with the default tags, cut after each number of writes, and dispatched again with a build of another digest",
    "The next run ends green and complete, and the one after it changes nothing",
    async () => {
      const plan = { templates: defaultTagTemplates, platforms: one };
      await finishFromAnywhere(inRegistry, plan, commits[0]);
      await finishFromAnywhere(inRegistry, plan, commits[1]);
    },
    120_000,
  );

  tried(
    "The same with two platforms",
    "The next run ends green and complete, and an index of both stays as it is",
    async () => {
      const plan = { templates: defaultTagTemplates, platforms: two };
      await finishFromAnywhere(inRegistry, plan, commits[0]);
    },
    120_000,
  );

  tried(
    "The same with two platforms and no tags but {version} and latest",
    "Every further run is green: the platforms are found in the index that the version names",
    async () => {
      const plan = { templates: ["{version}", "latest"], platforms: two };
      await finishFromAnywhere(inRegistry, plan, commits[1]);
    },
    120_000,
  );
});
