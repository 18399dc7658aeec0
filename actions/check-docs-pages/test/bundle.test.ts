import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  type GitRepository,
  gitRepository,
  runAction,
} from "@lablink-actions/testkit";

/** A version's folder with this many pages, and files that are none. */
async function writeVersion(
  { write }: GitRepository,
  version: string,
  pages: readonly string[],
): Promise<void> {
  for (const page of pages) await write(`${version}/${page}/index.html`, page);
  await write(`${version}/search/search_index.json`, "{}");
}

const named = (start: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${start}-${index}`);

describeWith("git", "in a clone of a site's repository, after mike has built", () => {
  let origin: GitRepository;
  let clone: GitRepository;

  beforeAll(async () => {
    origin = await gitRepository();
    await origin.commit("Root");
    await origin.git("switch", "--quiet", "--orphan", "gh-pages");
    // The real site has 106 pages, and without the packages that it documents 31.
    await writeVersion(origin, "prod", [...named("guide", 31), ...named("api/käse", 75)]);
    await writeVersion(origin, "small", named("guide", 4));
    await origin.commit("Site");
    clone = await origin.clone();
    await clone.git("switch", "--quiet", "gh-pages");
  });
  afterAll(async () => {
    await Promise.all([origin.remove(), clone.remove()]);
  });

  /** Runs on a site whose new version has these pages. */
  async function runWith(pages: readonly string[], inputs: Readonly<Record<string, string>>) {
    await clone.git("reset", "--quiet", "--hard", "origin/gh-pages");
    const version = inputs["version"] ?? "prod";
    await clone.git("rm", "-r", "--quiet", "--ignore-unmatch", version);
    await writeVersion(clone, version, pages);
    await clone.commit("Deployed");
    return runAction("check-docs-pages", {
      event: "push-main",
      with: { version, "compared-with": "prod", ...inputs },
      workspace: clone.path,
    });
  }

  test("a build without the pages of packages that are not installed is refused, and names them", async () => {
    const ran = await runWith(named("guide", 31), {});
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations).toMatchObject([
      {
        title: "LA655 docs-pages-missing",
        message: expect.stringMatching(
          /prod was built with 31 pages, and on the site it has 106\. Missing: api\/käse-0\/index\.html.* and 65 more/,
        ),
      },
    ]);
  });

  test("it is let through by name, and the numbers are shown", async () => {
    const ran = await runWith(named("guide", 31), { "fewer-pages": "true" });
    expect(ran.outputs).toEqual({ pages: "31", "published-pages": "106" });
    expect(ran.log).toContain("31 pages");
    expect(ran.log).toContain("106 pages of prod");
  });

  test("a tenth less is not much less, one more page is", async () => {
    const most = [...named("guide", 31), ...named("api/käse", 65)];
    expect((await runWith(most, {})).outputs).toEqual({ pages: "96", "published-pages": "106" });
    expect(await runWith(most.slice(1), {})).toMatchObject({ exitCode: 1 });
  });

  test("as many new pages do not hide that others are gone", async () => {
    const ran = await runWith([...named("guide", 31), ...named("blog", 75)], {});
    expect(ran.annotations).toMatchObject([
      { message: expect.stringMatching(/built with 106 pages.* Missing: api\/käse-0/) },
    ]);
  });

  test("of a small site two pages can be deleted, and not three", async () => {
    const small = { version: "small", "compared-with": "small" };
    expect((await runWith(named("guide", 2), small)).outputs["pages"]).toBe("2");
    expect(await runWith(named("guide", 1), small)).toMatchObject({ exitCode: 1 });
  });

  test("a release is compared with another version", async () => {
    const ran = await runWith(named("guide", 31), { version: "foo_v1.0" });
    expect(ran.annotations).toMatchObject([
      {
        message: expect.stringContaining("foo_v1.0 was built with 31 pages, and prod on the site"),
      },
    ]);
  });

  test("without a version to compare with, pages are only counted", async () => {
    const ran = await runWith(named("guide", 1), { version: "dev", "compared-with": "" });
    expect(ran.outputs).toEqual({ pages: "1", "published-pages": "" });
  });

  test.each([
    ["was not built", { version: "other" }, 'the pages of "other" on refs/heads/gh-pages'],
    [
      "is not on the site",
      { "compared-with": "gone" },
      'the pages of "gone" on refs/remotes/origin',
    ],
  ])("a version that %s is no version without pages", async (_, inputs, seen) => {
    await clone.git("reset", "--quiet", "--hard", "origin/gh-pages");
    const ran = await runAction("check-docs-pages", {
      event: "push-main",
      with: { version: "prod", "compared-with": "prod", ...inputs },
      workspace: clone.path,
    });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations).toMatchObject([
      { title: "LA652 docs-site-unreadable", message: expect.stringContaining(seen) },
    ]);
  });
});
