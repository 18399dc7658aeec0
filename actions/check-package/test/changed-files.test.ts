import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { runProgram } from "@lablink-actions/action-kit";
import { gitRepository, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { lookForChanges } from "../src/changed-files.ts";

/** What is said of packages/foo in a folder. */
const lookIn = (folder: string, isRelease = false) =>
  lookForChanges({ directory: "packages/foo", isRelease }, (...words) =>
    runProgram("git", words, { deadline: 20_000, directory: folder }),
  );
const warnIn = async (folder: string) => {
  const looked = await lookIn(folder);
  return looked.ok ? looked.value : looked.refusals;
};

test("files of the package that differ from the commit are a warning, others are not", async () => {
  await using repository = await gitRepository();
  const write = (name: string, text: string) => writeFile(join(repository.path, name), text);
  await mkdir(join(repository.path, "packages/foo"), { recursive: true });
  for (const name of ["changed.py", "gone.py", "same.py"]) await write(`packages/foo/${name}`, "");
  await write(".gitignore", "*.egg-info\n");
  await repository.commit("a package");
  await write("other.py", "");
  await write("packages/foo/foo.egg-info", "");
  expect(await warnIn(repository.path)).toEqual([]);

  await write("packages/foo/changed.py", "more\n");
  await write("packages/foo/a dded.py", "");
  await rm(join(repository.path, "packages/foo/gone.py"));
  expect(await warnIn(repository.path)).toEqual([
    expect.stringContaining(
      ': "packages/foo/changed.py", "packages/foo/gone.py", "packages/foo/a dded.py". A package',
    ),
  ]);

  for (let number = 1; number <= 6; number++) await write(`packages/foo/${number}.py`, "");
  expect((await warnIn(repository.path))[0]).toContain(" and 4 more");
});

tried(
  "a file that git does not have, and one that was changed, in the checkout of a version that is about to be built",
  "check-package refuses the release and names both; it takes the same checkout when the files are committed or ignored",
  async () => {
    await using repository = await gitRepository();
    const write = (name: string, text: string) => writeFile(join(repository.path, name), text);
    await mkdir(join(repository.path, "packages/foo"), { recursive: true });
    await write("packages/foo/same.py", "");
    await write(".gitignore", "*.egg-info\n");
    await repository.commit("a package");
    await write("packages/foo/foo.egg-info", "");
    expect(await lookIn(repository.path, true)).toEqual({ ok: true, value: [] });
    await write("packages/foo/same.py", "more\n");
    await write("packages/foo/added.py", "");
    expect(await lookIn(repository.path, true)).toMatchObject({
      ok: false,
      refusals: [
        {
          name: "checkout-changed",
          seen: expect.stringContaining(': "packages/foo/same.py", "packages/foo/added.py"'),
        },
      ],
    });
    await repository.commit("what was added");
    expect(await lookIn(repository.path, true)).toEqual({ ok: true, value: [] });
  },
);

test("a folder that git knows nothing of is said, and git that is missing", async () => {
  await using folder = await temporaryDirectory();
  const unchecked = "git could not say whether the checkout is as in its commit (";
  expect(await warnIn(folder.path)).toEqual([
    expect.stringMatching(/^git could not say .*not a git repository.* so this was not checked$/),
  ]);
  const absent = async () => ({ exitCode: 127, output: "", trouble: "" });
  const place = { directory: ".", isRelease: true };
  expect(await lookForChanges(place, absent)).toEqual({
    ok: true,
    value: [`${unchecked}it said nothing), so this was not checked`],
  });
});
