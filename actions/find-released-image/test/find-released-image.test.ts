import { describe, expect, test } from "@jest/globals";
import { accept, type Result } from "@lablink-actions/release-core";
import { type Labels, runAction } from "@lablink-actions/testkit";
import { findReleasedImageFrom } from "./inputs.ts";
import { commit, labels, Store } from "./registry.ts";

const image = "ghcr.io/owner/name";

async function find(
  store: Store,
  tags: readonly string[] = ["1.0", "linux-amd64-1.0"],
  platform = "linux/amd64",
) {
  const versionTags = tags.map((tag) => `${image}:${tag}`);
  return findReleasedImageFrom(
    { image, versionTags, platform, repository: "owner/repository" },
    { open: async () => accept(store.repository()) },
  );
}

/** A store with these tags. */
function storeOf(make: (store: Store) => Readonly<Record<string, string>>): Store {
  const store = new Store();
  for (const [tag, digest] of Object.entries(make(store))) store.tags.set(tag, digest);
  return store;
}

const namesOf = (result: Result<unknown>) =>
  result.ok ? [] : result.refusals.map(({ name }) => name);
const seenOf = (result: Result<unknown>) =>
  result.ok ? "" : result.refusals.map(({ seen }) => seen).join("; ");

test("a run that releases no version asks no registry", async () => {
  const store = new Store();
  expect(await find(store, [])).toMatchObject({ value: { outputs: { digest: "" } } });
  expect(store.asked).toEqual([]);
});

describe("a release of one platform", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["no tag", [], ["1.0", "linux-amd64-1.0"]],
    ["only {version}", ["1.0"], ["1.0", "linux-amd64-1.0"]],
    ["only {platform}-{version}", ["linux-amd64-1.0"], ["1.0", "linux-amd64-1.0"]],
    ["both", ["1.0", "linux-amd64-1.0"], ["1.0", "linux-amd64-1.0"]],
    ["one of two without a platform", ["1.0"], ["1.0", "1.0-slim"]],
  ])("of which %s is written is found", async (_, there, tags) => {
    for (const isIndex of [false, true]) {
      const store = new Store();
      const built = store.image("content");
      // As BuildKit pushes it with its provenance.
      const digest = isIndex
        ? store.index({ amd64: built, unknown: store.image("x", "unknown") })
        : built;
      for (const tag of there) store.tags.set(tag, digest);
      const expected = there.length > 0 ? digest : "";
      const found = await find(store, tags);
      expect(found).toMatchObject({ value: { outputs: { digest: expected } } });
      if (expected) expect(JSON.stringify(found)).toContain(commit);
    }
  });
});

describe("a release of several platforms", () => {
  const platforms = (store: Store) => {
    const [amd64, arm64] = [store.image("content"), store.image("content", "arm64")];
    const statement = store.image("x", "unknown");
    const built = { amd64: store.index({ amd64, unknown: statement }), arm64 };
    return { amd64, arm64, built, index: store.index({ amd64, arm64, unknown: statement }) };
  };

  test("of which only the index is written gives the platform's image", async () => {
    const store = new Store();
    const { amd64, arm64, index } = platforms(store);
    store.tags.set("1.0", index);
    for (const [platform, digest] of [
      ["linux/amd64", amd64],
      ["linux/arm64", arm64],
      ["linux/arm64/v8", arm64],
    ]) {
      expect(await find(store, ["1.0"], platform)).toMatchObject({
        value: { outputs: { digest } },
      });
    }
  });

  test("gives what was built for the platform, if a tag of its own names that", async () => {
    const store = new Store();
    const { built, index } = platforms(store);
    store.tags.set("1.0", index).set("linux-amd64-1.0", built.amd64);
    expect(await find(store)).toMatchObject({ value: { outputs: { digest: built.amd64 } } });
  });

  test("that has no image of a platform is not its release", async () => {
    const store = new Store();
    const { index } = platforms(store);
    store.tags.set("1.0", index);
    const result = await find(store, ["1.0", "linux-s390x-1.0"], "linux/s390x");
    expect(result).toMatchObject({ value: { outputs: { digest: "" } } });
    expect(JSON.stringify(result)).toContain(`${image}:1.0 has only other platforms`);
  });

  test("whose index says no platforms is read by the images themselves", async () => {
    const store = new Store();
    const digest = store.image("content");
    store.tags.set("1.0", store.index({ unsaid: digest, arm64: store.image("content", "arm64") }));
    expect(await find(store, ["1.0"])).toMatchObject({ value: { outputs: { digest } } });
  });
});

describe("tags of one version that name different images are refused, and all of them are named:", () => {
  test.each<[string, (store: Store) => Record<string, string>]>([
    ["two images", (store) => ({ "1.0": store.image("1"), "1.0-slim": store.image("2") })],
    [
      "an image, and another one in an index",
      (store) => ({
        "1.0": store.index({ amd64: store.image("1"), arm64: store.image("1", "arm64") }),
        "1.0-slim": store.image("2"),
      }),
    ],
    [
      "an image, and an index of it and its attestation",
      (store) => ({
        "1.0": store.image("1"),
        "1.0-slim": store.index({ amd64: store.image("1"), unknown: store.image("x", "unknown") }),
      }),
    ],
  ])("%s", async (_, make) => {
    const store = storeOf(make);
    const result = await find(store, ["1.0", "1.0-slim"]);
    expect(namesOf(result)).toEqual(["version-tags-differ"]);
    for (const tag of ["1.0", "1.0-slim"]) expect(seenOf(result)).toContain(`${image}:${tag} `);
  });
});

test("the digests of tags that differ are named", async () => {
  const store = new Store();
  const [one, two] = [store.image("1"), store.image("2")];
  store.tags.set("1.0", one).set("1.0-slim", two);
  expect(seenOf(await find(store, ["1.0", "1.0-slim"]))).toBe(
    `the tags of one version name different images: ${image}:1.0 is ${one} and ${image}:1.0-slim is ${two}`,
  );
});

describe("an image that is not seen to be this repository's release of the version is refused:", () => {
  const without = (name: string) =>
    Object.fromEntries(Object.entries(labels).filter(([key]) => !key.endsWith(name)));
  const withLabel = (name: string, text: string) => ({
    ...labels,
    [`org.opencontainers.image.${name}`]: text,
  });

  test.each<[string, Labels | null, readonly string[]]>([
    ["no labels", null, ["source is missing", "revision is missing", "version is missing"]],
    ["no source", without("source"), ["source is missing"]],
    [
      "another repository",
      withLabel("source", "https://github.com/evil/repository"),
      [
        'source is "https://github.com/evil/repository" and not https://github.com/owner/repository',
      ],
    ],
    ["another server", withLabel("source", "https://example.org/owner/repository"), ["source is"]],
    ["no commit", without("revision"), ["revision is missing"]],
    [
      "a branch as its commit",
      withLabel("revision", "main"),
      ['revision is "main" and not a commit'],
    ],
    ["no version", without("version"), ["version is missing"]],
    ["another version", withLabel("version", "1.0.1"), ['version is "1.0.1" and not 1.0']],
  ])("%s", async (_, said, problems) => {
    const store = new Store();
    const digest = store.image("content", "amd64", said);
    for (const names of [
      digest,
      store.index({ amd64: digest, arm64: store.image("1", "arm64") }),
    ]) {
      store.tags.set("linux-amd64-1.0", digest).set("1.0", names);
      const result = await find(store);
      expect(new Set(namesOf(result))).toEqual(new Set(["released-image-foreign"]));
      expect(seenOf(result)).toContain(`${image}:linux-amd64-1.0 is ${digest}, and its label`);
      for (const problem of problems) expect(seenOf(result)).toContain(problem);
    }
  });

  test("a repository's name in another case is the same repository", async () => {
    const store = new Store();
    const digest = store.image(
      "1",
      "amd64",
      withLabel("source", "https://github.com/Owner/Repository"),
    );
    store.tags.set("1.0", digest);
    expect(await find(store)).toMatchObject({ value: { outputs: { digest } } });
  });

  test("the version is compared with tags that hold more than the version", async () => {
    const store = new Store();
    store.tags.set("1.0-cuda-12", store.image("1"));
    expect((await find(store, ["1.0-cuda-12"])).ok).toBe(true);
    store.tags.set("1.0-cuda-12", store.image("1", "amd64", withLabel("version", "1.1")));
    expect(seenOf(await find(store, ["1.0-cuda-12"]))).toContain('version is "1.1" and not');
  });

  test.each<[string, (store: Store) => Record<string, string>, string]>([
    [
      "an image of another platform under the platform's own tag",
      (store) => ({ "linux-amd64-1.0": store.image("1", "arm64") }),
      "has no image of linux/amd64",
    ],
    [
      "two images of the platform",
      (store) => ({ "1.0": store.index({ amd64: store.image("1"), unsaid: store.image("2") }) }),
      "has 2 images of linux/amd64",
    ],
    [
      "an index that says another platform than its image",
      (store) => ({ "1.0": store.index({ amd64: store.image("1", "arm64") }) }),
      "names an image of linux/amd64 that is not there, or is of another platform",
    ],
    [
      "an index whose image is missing",
      (store) => {
        const gone = store.image("gone");
        const index = store.index({ amd64: gone, arm64: store.image("1", "arm64") });
        store.forget(gone);
        return { "1.0": index };
      },
      "names an image of linux/amd64 that is not there",
    ],
  ])("%s", async (_, make, problem) => {
    const result = await find(storeOf(make));
    expect(namesOf(result)).toEqual(["released-image-foreign"]);
    expect(seenOf(result)).toContain(problem);
  });

  test("its remedy names the repository, and what to do", async () => {
    const store = new Store();
    store.tags.set("1.0", store.image("1", "amd64", null));
    const result = await find(store);
    expect(result).toMatchObject({
      refusals: [
        {
          remedy: expect.stringMatching(
            /^Find out who pushed it\. If it is not the release of https:\/\/github\.com\/owner\/repository, delete the tag/,
          ),
        },
      ],
    });
  });
});

test.each(["1.0", "linux-amd64-1.0"])(
  "a registry that fails for %s never counts as one without the image",
  async (tag) => {
    const store = new Store();
    store.tags.set(tag, "trouble");
    expect(namesOf(await find(store))).toEqual(["registry-trouble"]);
  },
);

test.each<[string, string]>([
  ["a tag of another image", "ghcr.io/evil/x:1.0"],
  ["a tag that is not one", `${image}:1.0,x`],
  ["a tag without its image", "1.0"],
  ["a digest", `${image}@sha256:${"1".repeat(64)}`],
])("%s is refused, and no registry is asked", async (_, reference) => {
  const inputs = {
    image,
    versionTags: [reference],
    platform: "linux/amd64",
    repository: "owner/repository",
  };
  const open = () => Promise.reject(new Error("asked"));
  expect(namesOf(await findReleasedImageFrom(inputs, { open }))).toEqual(["tag-invalid"]);
});

test("the bundle reports several bad inputs at once", async () => {
  const ran = await runAction("find-released-image", {
    event: "dispatch-prod",
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
    with: { image: "Name", platform: "linux", "version-tags": "x", username: "robot" },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA401 image-invalid",
    "LA408 platform-invalid",
    "LA901 input-missing",
  ]);
});
