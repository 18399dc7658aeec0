/** What is a gap and what is none. */
import { describe, expect, test } from "@jest/globals";
import { auditOf, good, load, trouble, wheel } from "./world.ts";

test("nothing is found if all is as it should be", async () => {
  const { briefly, packages } = await auditOf(good());
  expect(briefly).toEqual([]);
  expect(packages.map(({ releases }) => releases)).toEqual([2, 2]);
});

describe("a release without an image", () => {
  test("is found with the command for all packages, and floating tags at the newest image are right", async () => {
    const { images, index } = good();
    const found = await auditOf({
      images,
      index: { ...index, a: [...index.a, wheel("a", "0.3.0")] },
    });
    expect(found.briefly).toEqual(["package-without-image 0.3.0"]);
    expect(found.findings[0]?.command).toBe(
      "gh workflow run images.yml -f environment=prod -f a_version=0.3.0 -f b_version=0.2.0",
    );
  });

  test.each([
    ["yanked", wheel("a", "0.3.0", { yanked: "" }), "yanked"],
    ["of a version that no tag can hold", wheel("a", "1!0.3.0"), "untaggable"],
  ])("is none if the release is %s", async (_, file, standing) => {
    const { images, index } = good();
    const found = await auditOf({ images, index: { ...index, a: [...index.a, file] } });
    expect(found.briefly).toEqual([]);
    expect(found.packages[0]?.images[0]?.versions[0]?.standing).toBe(standing);
  });

  test("is none under another spelling of the version, which is compared as the same one", async () => {
    const { images, index } = good();
    images["a-image"].release("0.1");
    const found = await auditOf({
      images,
      index: { ...index, a: [wheel("a", "0.1.0"), wheel("a", "0.2.0")] },
    });
    expect(found.briefly).toEqual([
      "version-tags-differ 0.1.0 0.1 0.1.0 linux-amd64-0.1 linux-amd64-0.1.0",
    ]);
  });
});

describe("since", () => {
  const old = { uploaded: "2025-01-01T00:00:00Z" };
  const recent = { uploaded: "2026-10-01T00:00:00Z" };

  test("a date leaves out what is known to be older, on both sides", async () => {
    const { images, index } = good();
    images["a-image"].release("0.0.9", { created: "2025-01-01T00:00:00Z" });
    images["a-image"].release("0.0.8", { created: "2026-10-01T00:00:00Z" });
    const a = [
      wheel("a", "0.0.1", old),
      wheel("a", "0.0.2", recent),
      wheel("a", "0.0.3"),
      ...index.a,
    ];
    const found = await auditOf({ images, index: { ...index, a }, since: "2026-01-01" });
    expect(found.briefly).toEqual([
      "image-without-package 0.0.8 0.0.8 linux-amd64-0.0.8",
      "package-without-image 0.0.3",
      "package-without-image 0.0.2",
    ]);
  });

  test("lines of versions leave out what comes before them, and do not read it", async () => {
    const { images, index } = good();
    images["a-image"].release("0.0.9");
    const a = [wheel("a", "0.0.1"), ...index.a];
    const whole = await auditOf({ images, index: { ...index, a } });
    expect(whole.briefly).toHaveLength(2);
    const { asked } = images["a-image"];
    const found = await auditOf({ images, index: { ...index, a }, since: "A==0.2" });
    expect(found.briefly).toEqual([]);
    expect(images["a-image"].asked - asked).toBeLessThan(asked);
  });

  test("floating tags are still compared with the newest release, however old it is", async () => {
    const { images, index } = good();
    images["a-image"].tag(images["a-image"].tags.get("0.1.0") ?? ("" as never), "latest");
    const found = await auditOf({ images, index, since: "a==9" });
    expect(found.briefly).toEqual(["floating-tag-behind 0.2.0 latest"]);
    expect(found.findings[0]?.seen).toContain("latest names no version that is audited");
  });
});

test("a tag that names the same as the tag with the suffix names a development image", async () => {
  const { images, index } = good();
  const digest = images["a-image"].tags.get("0.1.0") ?? ("" as never);
  images["a-image"].tag(digest, "0.1.0-test");
  const found = await auditOf({ images, index });
  expect(found.briefly).toEqual(["development-image-unsuffixed 0.1.0 0.1.0"]);
});

test("a development image that says another version is one finding", async () => {
  const { images, index } = good();
  const digest = images["a-image"].image({ version: "0.0.9" });
  images["a-image"].tag(
    digest,
    "0.1.0",
    "linux-amd64-0.1.0",
    "0.1.0-test",
    "linux-amd64-0.1.0-test",
  );
  const found = await auditOf({ images, index });
  expect(found.briefly).toEqual(["development-image-unsuffixed 0.1.0 0.1.0 linux-amd64-0.1.0"]);
});

test.each([
  ["0.0.9", ["version-label-differs 0.1.0 0.1.0 linux-amd64-0.1.0"]],
  ["0.3.0", ["version-label-differs 0.1.0 0.1.0 linux-amd64-0.1.0"]],
  ["bookworm", ["version-label-differs 0.1.0 0.1.0 linux-amd64-0.1.0"]],
  ["v0.1", []],
])("an image of 0.1.0 whose label says %j gives %j", async (label, expected) => {
  const { images, index } = good();
  images["a-image"].release("0.1.0", { version: label, content: "other" });
  expect((await auditOf({ images, index })).briefly).toEqual(expected);
});

test("what is gone is found in an index of indexes, whether it is an image or what attests one", async () => {
  for (const gone of ["image", "attestation"] as const) {
    const { images, index } = good();
    const image = images["a-image"];
    const parts = { image: image.image({ version: "0.1.0" }), attestation: image.attestation() };
    const inner = image.attested(parts.image, parts.attestation);
    image.tag(image.index(inner), "0.1.0", "linux-amd64-0.1.0");
    expect((await auditOf({ images, index })).briefly).toEqual([]);
    image.manifests.delete(parts[gone]);
    const found = await auditOf({ images, index });
    expect(found.briefly).toEqual(["index-incomplete 0.1.0 0.1.0 linux-amd64-0.1.0"]);
    expect(found.findings[0]?.seen).toContain(parts[gone]);
  }
});

test("an image without any label is not called wrong: older builds have none", async () => {
  const { images, index } = good();
  images["a-image"].release("0.1.0", { version: undefined, revision: undefined, content: "old" });
  expect((await auditOf({ images, index })).briefly).toEqual([]);
});

test("old development tags are one finding for all, and only if it is asked for", async () => {
  const { images, index } = good();
  for (const [name, created] of [
    ["one-test", "2026-01-01T00:00:00Z"],
    ["two-test", "2026-02-01T00:00:00Z"],
    ["new-test", "2026-11-01T00:00:00Z"],
    // Reproducible builds write such a time.
    ["epoch-test", "1970-01-01T00:00:00Z"],
  ]) {
    images["b-image"].tag(images["b-image"].image({ created: created ?? "" }), name ?? "");
  }
  expect((await auditOf({ images, index })).briefly).toEqual([]);
  const found = await auditOf({ images, index, developmentDays: 90 });
  expect(found.briefly).toEqual(["development-tags-old one-test two-test"]);
  expect(found.findings[0]?.seen).toBe(
    "ghcr.io/owner/b-image has 2 old development tags; one-test is 332 days old",
  );
});

describe("trouble", () => {
  test("of one image leaves the others compared, and says nothing of what is missing there", async () => {
    const { images, index } = good();
    images["a-image"].trouble = trouble;
    const found = await auditOf({
      images,
      index: { ...index, b: [...index.b, wheel("b", "0.3.0")] },
    });
    expect(found.briefly).toEqual(["package-without-image 0.3.0"]);
    const [a, b] = found.packages;
    expect(a?.images[0]?.troubles).toEqual([
      "LA702 registry-trouble: the registry did not answer. Run it again.",
    ]);
    expect(b?.images[0]?.troubles).toEqual([]);
  });

  test("of the index is not the absence of a package", async () => {
    const { images, index } = good();
    const found = await auditOf({ images, index: { ...index, a: trouble } });
    expect(found.briefly).toEqual([]);
    expect(found.packages[0]?.troubles).toHaveLength(1);
    expect(found.packages[0]?.images[0]?.versions[0]?.standing).toBe("unknown");
  });

  test("a project that the index does not have makes every version of its image one without a package", async () => {
    const { images, index } = good();
    const found = await auditOf({ images, index: { ...index, a: "absent" } });
    expect(found.briefly).toEqual([
      "image-without-package 0.2.0 0.2.0 linux-amd64-0.2.0",
      "image-without-package 0.1.0 0.1.0 linux-amd64-0.1.0",
    ]);
  });

  test("a registry that is down is not asked for every tag", async () => {
    const { images, index } = good();
    const image = images["a-image"];
    for (let minor = 3; minor < 300; minor++) image.release(`0.${minor}.0`);
    const { asked } = image;
    const repository = image.repository();
    image.repository = () => ({
      ...repository,
      readManifest: async () => {
        image.asked++;
        return trouble;
      },
    });
    await auditOf({ images, index });
    expect(image.asked - asked).toBeLessThan(20);
  });

  test("indexes in indexes without end are trouble, and not complete", async () => {
    const { images, index } = good();
    let digest = images["a-image"].image({ version: "0.1.0" });
    for (let depth = 0; depth < 12; depth++) digest = images["a-image"].index(digest);
    images["a-image"].tag(digest, "0.1.0", "linux-amd64-0.1.0");
    const found = await auditOf({ images, index });
    expect(found.packages[0]?.images[0]?.troubles[0]).toMatch(
      /^LA681 audit-incomplete: sha256:\w+ is an index in 8 others/,
    );
  });
});

test("a handful of questions is open at the same time, over all images", async () => {
  const { images, index } = good();
  for (const image of Object.values(images)) {
    for (let minor = 3; minor < 200; minor++) image.release(`0.${minor}.0`);
  }
  load.most = 0;
  await auditOf({ images, index });
  expect(images["a-image"].asked + images["b-image"].asked).toBeGreaterThan(1000);
  expect(load.most).toBeGreaterThan(4);
  expect(load.most).toBeLessThanOrEqual(8);
});

describe("what is built from the checkout", () => {
  const config = (image: string) => `registry: ghcr.io/owner
packages:
  a: { directory: a }
images:
  a-image: { ${image} dockerfile: a/Dockerfile }
`;

  test("an image without a package is compared with its own version tags", async () => {
    const { images } = good();
    const world = { images, index: { a: [wheel("a", "9.0")] }, config: config("") };
    const found = await auditOf(world);
    expect(found.briefly).toEqual([]);
    expect(found.packages.map((one) => [one.package, one.releases])).toEqual([
      ["a", 1],
      ["a-image", null],
    ]);
    expect(found.packages[1]?.images[0]?.versions[0]?.standing).toBe("tagged");
    images["a-image"].tag(images["a-image"].tags.get("0.1.0") ?? ("" as never), "latest");
    const behind = await auditOf(world);
    expect(behind.briefly).toEqual(["floating-tag-behind 0.2.0 latest"]);
    expect(behind.findings[0]?.command).toContain(
      "gh workflow run images.yml --ref a-image_v0.2.0 ",
    );
  });

  test("a package that was never published is no gap, and one that was is compared", async () => {
    const { images } = good();
    const written = config("package: a, source: checkout,");
    const never = await auditOf({ images, index: { a: "absent" }, config: written });
    expect(never.briefly).toEqual([]);
    const index = { a: [wheel("a", "0.2.0"), wheel("a", "0.3.0")] };
    const published = await auditOf({ images, index, config: written });
    expect(published.briefly).toEqual([
      "package-without-image 0.3.0",
      "image-without-package 0.1.0 0.1.0 linux-amd64-0.1.0",
    ]);
    expect(published.findings[0]?.command).toContain("--ref a_v0.3.0 ");
  });
});
