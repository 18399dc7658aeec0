import { describe, expect, test } from "@jest/globals";
import type { Seen } from "@lablink-actions/engine";
import fc from "fast-check";
import { compare, type Installed } from "../src/published/comparison.ts";
import { directUrlProblem, tagsIn } from "../src/published/info-files.ts";
import { importRoots } from "../src/published/layout.ts";

const info = "app-1.0.dist-info";

/** A wheel with these files, each with its own text in the place of a hash. */
function wheelOf(files: Readonly<Record<string, string>>) {
  return {
    infoFolder: info,
    hashes: new Map(Object.entries({ [`${info}/METADATA`]: "metadata", ...files })),
    read: (name: string) => Buffer.from(files[name] ?? ""),
  };
}

type Files = Readonly<Record<string, string | Seen>>;

function treeOf(files: Files): ReadonlyMap<string, Seen> {
  const entries = Object.entries(files).map(([path, seen]): [string, Seen] => [
    path,
    typeof seen === "string" ? { type: "file", sha256: seen, text: seen } : seen,
  ]);
  return new Map(entries);
}

interface Image {
  readonly site?: Files;
  readonly scripts?: Files;
  readonly data?: Files;
  readonly claimed?: readonly string[];
  readonly origins?: Readonly<Record<string, string>>;
  readonly copies?: readonly string[];
}

function installedOf({ site = {}, scripts = {}, data = {}, ...image }: Image): Installed {
  return {
    infoFolder: info,
    trees: {
      site: treeOf({ [`${info}/METADATA`]: "metadata", ...site }),
      scripts: treeOf(scripts),
      data: treeOf(data),
    },
    claimed: new Set(image.claimed),
    origins: new Map(Object.entries(image.origins ?? { app: "app/__init__.py" })),
    copies: image.copies ?? [],
  };
}

const module = { "app/__init__.py": "a", "app/part.py": "b" };
const problemsOf = (wheel: Readonly<Record<string, string>>, image: Image) =>
  compare(wheelOf(wheel), installedOf(image)).problems;

describe("an installed wheel", () => {
  test("with bytecode and what installers add is the same", () => {
    const added = ["INSTALLER", "REQUESTED", "RECORD", "uv_cache.json"];
    const site = {
      ...module,
      "app/__pycache__/part.cpython-311.pyc": "x",
      ...Object.fromEntries(added.map((name) => [`${info}/${name}`, "x"])),
    };
    expect(compare(wheelOf(module), installedOf({ site }))).toEqual({
      same: 3,
      problems: [],
      besides: [],
      foreign: 0,
    });
  });

  test.each<[string, Files, readonly string[]]>([
    ["a changed module", { ...module, "app/part.py": "c" }, ["app/part.py has other bytes"]],
    ["a missing module", { "app/__init__.py": "a" }, ["app/part.py is missing"]],
    [
      "an extra module",
      { ...module, "app/deep/er.py": "x" },
      ["app/deep/er.py is not in the wheel"],
    ],
    [
      "a compiled module",
      { ...module, "app/part.abi3.so": "x" },
      ["app/part.abi3.so is not in the wheel"],
    ],
    [
      "bytecode that can be imported",
      { ...module, "app/x.pyc": "x" },
      ["app/x.pyc is not in the wheel"],
    ],
    [
      "a link in the place of a module",
      { ...module, "app/part.py": { type: "link", target: "/x" } },
      ["app/part.py is a link to /x"],
    ],
    [
      "a link to a folder",
      { ...module, "app/more": { type: "link", target: "/x" } },
      ["app/more is not in the wheel"],
    ],
    ["a pipe", { ...module, "app/part.py": { type: "other" } }, ["app/part.py is not a file"]],
    [
      "plugins that it does not have",
      { ...module, [`${info}/entry_points.txt`]: "x" },
      [`${info}/entry_points.txt is not in the wheel`],
    ],
    [
      "a folder that is a link",
      { app: { type: "link", target: "/src/app" } },
      ["app/__init__.py is missing", "app/part.py is missing"],
    ],
  ])("%s is named", (_title, site, problems) => {
    expect(problemsOf(module, { site })).toEqual(problems);
  });

  test("other files in its folders are listed, and files of other distributions counted", () => {
    const site = {
      ...module,
      "app/notes.txt": "x",
      "app/providers/other.py": "x",
      "else/x.py": "x",
    };
    const seen = compare(
      wheelOf(module),
      installedOf({ site, claimed: ["app/providers/other.py"] }),
    );
    expect(seen).toMatchObject({ problems: [], besides: ["app/notes.txt"], foreign: 1 });
  });

  test("in a folder that several distributions share, only its own part is compared", () => {
    const wheel = { "vendor/app/__init__.py": "a" };
    const site = { ...wheel, "vendor/other/__init__.py": "x", "vendor/app/x.py": "x" };
    const origins = { "vendor.app": "vendor/app/__init__.py" };
    expect(problemsOf(wheel, { site, origins })).toEqual(["vendor/app/x.py is not in the wheel"]);
  });

  test("that another copy hides, or that its RECORD does not name, is a problem", () => {
    const from = (origins: Readonly<Record<string, string>>) =>
      problemsOf(module, { site: module, origins });
    expect(from({ app: "/src/app/__init__.py" })).toEqual([
      "app is imported from /src/app/__init__.py, and not from app/__init__.py",
    ]);
    expect(from({})).toEqual(["its RECORD does not name app/__init__.py"]);
    expect(from({ app: "" })).toEqual([]);
  });

  test("with a copy in the image's working directory is a problem", () => {
    const copies = ["/app/app/__init__.py"];
    expect(problemsOf(module, { site: module, copies })).toEqual([
      "/app/app/__init__.py comes first in the image's working directory",
    ]);
  });

  test("of another name or version is not compared file by file", () => {
    const other = { ...installedOf({ site: module }), infoFolder: "app-2.0.dist-info" };
    expect(compare(wheelOf(module), other).problems).toEqual([
      "app-2.0.dist-info is installed, and the wheel has app-1.0.dist-info",
    ]);
  });

  test("scripts may have an interpreter of the environment, and nothing else", () => {
    const wheel = {
      "app-1.0.data/scripts/tell": "#!python\nprint()\n",
      "app-1.0.data/data/x/y": "y",
    };
    const problems = (tell: string | Seen, y = "y") =>
      problemsOf(wheel, { scripts: { tell }, data: { "x/y": y }, origins: {} });
    expect(problems("#!/app/.venv/bin/python\nprint()\n")).toEqual([]);
    const long = "#!/bin/sh\n'''exec' \"/a b/python\" \"$0\" \"$@\"\n' '''\nprint()\n";
    expect(problems(long)).toEqual([]);
    expect(problems("#!/app/.venv/bin/python\nprint(1)\n", "z")).toEqual([
      "tell has other bytes",
      "x/y has other bytes",
    ]);
    const shell = { "app-1.0.data/scripts/tell": "#!/bin/sh\necho\n" };
    expect(problemsOf(shell, { scripts: { tell: "#!/evil\necho\n" }, origins: {} })).toEqual([
      "tell has other bytes",
    ]);
    // Where headers are, nobody knows.
    expect(problemsOf({ "app-1.0.data/headers/a.h": "x" }, { origins: {} })).toEqual([]);
  });
});

test("any one change of a module is a problem", () => {
  const name = fc.constantFrom("a", "b", "c");
  const path = fc
    .tuple(fc.array(name, { maxLength: 2 }), name)
    .map(([folders, last]) => ["app", ...folders, `${last}.py`].join("/"));
  const change = fc.constantFrom("changed", "removed", "added", "linked");
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1 }), change, fc.nat(), (paths, kind, turn) => {
      const wheel = {
        "app/__init__.py": "i",
        ...Object.fromEntries(paths.map((one) => [one, one])),
      };
      const site: Record<string, string | Seen> = { ...wheel };
      expect(problemsOf(wheel, { site })).toEqual([]);
      const at = paths[turn % paths.length] ?? "";
      if (kind === "changed") site[at] = "other";
      if (kind === "removed") delete site[at];
      if (kind === "linked") site[at] = { type: "link", target: "/x" };
      if (kind === "added") site[`app/new${turn}.py`] = "x";
      expect(problemsOf(wheel, { site })).toHaveLength(1);
    }),
  );
});

test("an import begins with the first package of a file, or with its module", () => {
  const paths = [
    "app/__init__.py",
    "app/deep/__init__.py",
    "app/deep/er.py",
    "vendor/mine/__init__.py",
    "single.py",
    "fast.cpython-311-x86_64-linux-gnu.so",
    "fast.py",
    "bare/one.py",
    "not-a-name.py",
    "app/data.txt",
  ];
  expect([...importRoots(paths)]).toEqual([
    ["app", ["app/__init__.py"]],
    ["vendor.mine", ["vendor/mine/__init__.py"]],
    ["single", ["single.py"]],
    ["fast", ["fast.cpython-311-x86_64-linux-gnu.so", "fast.py"]],
    ["bare.one", ["bare/one.py"]],
  ]);
});

describe("direct_url.json", () => {
  test.each([
    ['{"url": "file:///app", "dir_info": {}}', '"file:///app"'],
    ['{"url": "file:///app", "dir_info": {"editable": true}}', '"file:///app"'],
    [
      '{"url": "https://user:secret@host.test/app.git", "vcs_info": {"vcs": "git", "commit_id": "x"}}',
      '"https://host.test/app.git"',
    ],
    ['{"url": "https://host.test/app-1.0-py3-none-any.whl", "archive_info": {}}', "any.whl"],
    ["", "a place it does not name"],
    ["[]", "a place it does not name"],
  ])("%s is a problem", (content, from) => {
    const [problem = "", ...others] = directUrlProblem(content);
    expect(problem).toContain(from);
    expect(problem).not.toContain("secret");
    expect(others).toEqual([]);
  });

  test("is not there after an installation from an index", () => {
    expect(directUrlProblem(undefined)).toEqual([]);
  });
});

test("the tags of a WHEEL file", () => {
  const content = "Wheel-Version: 1.0\r\nTag: py2-none-any\r\nTag: py3-none-any\r\n";
  expect(tagsIn(content)).toEqual(["py2-none-any", "py3-none-any"]);
  expect(tagsIn("")).toEqual([]);
});
