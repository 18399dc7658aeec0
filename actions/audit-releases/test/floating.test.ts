/** Floating tags, and images of several platforms. */
import { describe, expect, test } from "@jest/globals";
import { auditOf, good, MemoryImage, wheel } from "./world.ts";

describe("floating tags", () => {
  test("follow pip's rule: a pre-release is not newer than a stable one", async () => {
    const { images, index } = good();
    images["a-image"].release("0.3.0rc1");
    const found = await auditOf({
      images,
      index: { ...index, a: [...index.a, wheel("a", "0.3.0rc1")] },
    });
    expect(found.briefly).toEqual([]);
  });

  test("a yanked release is not the newest, whether it has an image or not", async () => {
    const { images, index } = good();
    images["a-image"].release("0.3.0");
    const a = [...index.a, wheel("a", "0.3.0", { yanked: "broken" })];
    expect((await auditOf({ images, index: { ...index, a } })).briefly).toEqual([]);
  });

  test("one that is missing is behind", async () => {
    const { images, index } = good();
    images["a-image"].tags.delete("linux-amd64");
    const found = await auditOf({ images, index });
    expect(found.briefly).toEqual(["floating-tag-behind 0.2.0 linux-amd64"]);
    expect(found.findings[0]?.seen).toContain("linux-amd64 is not there");
  });

  test("one on a development image is that, and not behind as well", async () => {
    const { images, index } = good();
    images["a-image"].tag(images["a-image"].image({ content: "dev" }), "latest");
    const found = await auditOf({ images, index });
    expect(found.briefly).toEqual(["development-image-unsuffixed 0.2.0 latest"]);
  });

  test("of a series follow their series", async () => {
    const config = `registry: ghcr.io/owner
packages:
  a: { directory: a }
images:
  a-image:
    package: a
    dockerfile: a/Dockerfile
    tags: ["{version}", "{major}.{minor}", "{major}", latest]
`;
    const image = new MemoryImage();
    const made = new Map<string, ReturnType<MemoryImage["release"]>>();
    for (const version of ["1.1.0", "1.1.1", "1.2.0", "2.0.0"]) {
      const digest = image.image({ version, content: version });
      made.set(version, image.tag(digest, version));
    }
    const at = (version: string) => made.get(version) ?? ("" as never);
    image.tag(at("1.1.0"), "1.1");
    image.tag(at("1.2.0"), "1.2", "1");
    // A series, and no version that the index lacks.
    image.tag(at("1.2.0"), "1.3");
    image.tag(at("2.0.0"), "2.0", "2", "latest");
    const index = { a: [...made.keys()].map((version) => wheel("a", version)) };
    const found = await auditOf({ images: { "a-image": image }, index, config });
    expect(found.briefly).toEqual(["floating-tag-behind 1.1.1 1.1"]);
    expect(found.findings[0]?.command).toContain("-f version=1.1.1");
    // Of a series that is not audited nothing is known.
    const later = await auditOf({ images: { "a-image": image }, index, config, since: "a==2" });
    expect(later.briefly).toEqual([]);
  });
});

describe("several platforms", () => {
  const config = `registry: ghcr.io/owner
packages:
  a: { directory: a }
images:
  a-image: { package: a, dockerfile: a/Dockerfile, platforms: [linux/amd64, linux/arm64] }
`;
  const index = { a: [wheel("a", "0.1.0")] };

  function both() {
    const image = new MemoryImage();
    const amd64 = image.image({ version: "0.1.0" });
    const arm64 = image.image({ version: "0.1.0", platform: "linux/arm64" });
    image.tag(amd64, "linux-amd64-0.1.0", "linux-amd64", "linux-amd64-latest");
    image.tag(arm64, "linux-arm64-0.1.0", "linux-arm64", "linux-arm64-latest");
    image.tag(image.index(amd64, arm64), "0.1.0", "latest");
    return { image, amd64, arm64 };
  }

  test("an index and the tags of its platforms agree", async () => {
    const { image } = both();
    expect((await auditOf({ images: { "a-image": image }, index, config })).briefly).toEqual([]);
  });

  test("latest with only one of the platforms is behind", async () => {
    const { image, amd64 } = both();
    image.tag(amd64, "latest");
    const found = await auditOf({ images: { "a-image": image }, index, config });
    expect(found.briefly).toEqual(["floating-tag-behind 0.1.0 latest"]);
  });

  test("another image of one platform differs", async () => {
    const { image, amd64 } = both();
    image.tag(image.image({ version: "0.1.0", content: "again" }), "linux-amd64-0.1.0");
    image.tag(amd64, "linux-amd64", "linux-amd64-latest");
    const found = await auditOf({ images: { "a-image": image }, index, config });
    expect(found.briefly).toEqual([
      "version-tags-differ 0.1.0 0.1.0 linux-amd64-0.1.0 linux-arm64-0.1.0",
    ]);
    expect(found.findings[0]?.seen).toMatch(/different images of linux\/amd64$/);
  });
});
