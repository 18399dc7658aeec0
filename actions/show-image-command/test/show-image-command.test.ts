import { describe, expect, test } from "@jest/globals";
import type { PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  andThen,
  combine,
  type NonEmpty,
  parsePackageInput,
  parseWorkflow,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import {
  anyText,
  anyVersionText,
  canonicalVersion,
  cases,
} from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { dispatchedPackages, parseVersionLines } from "../src/command.ts";
import { showImageCommand } from "../src/show-image-command.ts";
import { index, refusalsOf } from "./support.ts";

const [allocator, client] = ["lablink-allocator-service", "lablink-client-service"];
const trouble = { name: "index-trouble", seen: "no answer", remedy: "Wait." } as const;

/** Inputs as a workflow gives them. */
interface CommandTexts {
  readonly workflow: string;
  readonly versions: readonly string[];
  readonly versionInputs: readonly string[];
  readonly published: readonly string[];
  readonly productionEnvironments: readonly string[];
}

/** Reads the texts by the parsers that main.ts names, and shows the command. */
async function show(
  versions: readonly string[],
  found: Result<PythonIndex> | "not asked" = "not asked",
  more: Partial<CommandTexts> = {},
) {
  const texts = {
    workflow: "lablink-images.yml",
    versions,
    versionInputs: [],
    published: [],
    productionEnvironments: ["prod"],
    ...more,
  };
  const read = combine({
    versions: parseVersionLines(texts.versions),
    published: parseVersionLines(texts.published),
    versionInputs: traverse(texts.versionInputs, parsePackageInput),
  });
  const dispatch = combine({
    workflow: parseWorkflow(texts.workflow, "workflow"),
    packages: andThen(read, dispatchedPackages),
  });
  if (!dispatch.ok) return dispatch;
  const { productionEnvironments } = texts;
  return showImageCommand({ ...dispatch.value, productionEnvironments }, () =>
    found === "not asked" ? Promise.reject(new Error("asked")) : Promise.resolve(found),
  );
}

test("the given versions make the command, in canonical spelling, and no index is asked", async () => {
  const command =
    "gh workflow run lablink-images.yml -f environment=prod -f allocator_version=0.0.2a0 -f client_version=0.2.0rc1";
  expect(await show([`${allocator}==0.0.2a0`, `${client}==v0.2.0-rc.1`])).toMatchObject({
    value: {
      outputs: { command },
      facts: [
        ["Run", command],
        [allocator, "0.0.2a0, as given"],
        [client, "0.2.0rc1, as given"],
        ["Why by hand", expect.stringContaining("explicit versions")],
      ],
      notices: [expect.stringContaining(command)],
      warnings: [],
    },
  });
});

test("what was just published replaces versions and the index's newest", async () => {
  const shown = await show([`${allocator}==1.0`, `${client}==`], "not asked", {
    published: ["LabLink_Client.Service==0.0.8a0"],
  });
  const command =
    "gh workflow run lablink-images.yml -f environment=prod -f allocator_version=1.0 -f client_version=0.0.8a0";
  expect(shown).toMatchObject({ value: { outputs: { command } } });
});

test.each<[string, readonly string[], Partial<CommandTexts>]>([
  [
    "only a package that no image is built from",
    [`${allocator}==`],
    { published: ["lablink-cli==1.0"] },
  ],
  ["anything, if no image is built from a package", [], { published: ["lablink-cli==1.0"] }],
  ["anything, if no package is named", [], {}],
])("after publishing %s, no command is shown, and no index is asked", async (_, versions, more) => {
  expect(await show(versions, "not asked", more)).toEqual({
    ok: true,
    value: {
      outputs: { command: "" },
      title: "Production images",
      facts: [["To build", "none: no image is built from what was published"]],
    },
  });
});

test("after publishing two packages, the command is shown if an image is built from one of them", async () => {
  const published = ["lablink-cli==1.0", `${allocator}==0.0.3`];
  expect(await show([`${allocator}==`], "not asked", { published })).toMatchObject({
    value: { outputs: { command: expect.stringMatching(/ -f version=0\.0\.3$/) } },
  });
});

test("published must be written like versions", async () => {
  const shown = await show([`${allocator}==1.0`], "not asked", { published: ["0.0.8a0"] });
  expect(shown).toMatchObject({ refusals: [{ name: "versions-invalid" }] });
});

describe("an empty version becomes the one that pip would choose:", () => {
  test.each([
    [["0.9.0", "0.10.0", "0.11.0rc1"], "0.10.0"],
    [["0.1a1", "0.1a10", "0.1a2"], "0.1a10"],
    [["1.0", "1!0.1"], "1.0"],
    [["1.0", "2.0+local"], "1.0"],
  ])("of %j %s", async (versions, chosen) => {
    const result = await show(
      [`${allocator}==1.0`, `${client}==`],
      accept(index({ [client]: versions })),
    );
    expect(result).toMatchObject({
      value: {
        outputs: {
          command: expect.stringMatching(` -f allocator_version=1.0 -f client_version=${chosen}$`),
        },
        facts: expect.arrayContaining([
          [client, `${chosen}, the newest that can be installed`],
          ["Index", "http://127.0.0.1/simple (a test)"],
        ]),
      },
    });
  });
});

test.each([
  ["not published", index({}), `has no version of ${client}`],
  ["only with an epoch", index({ [client]: ["1!1.0"] }), `has no version of ${client}`],
  [
    "not known because of trouble",
    index({ [client]: trouble }),
    "LA802 index-trouble: no answer. Wait.",
  ],
])(
  "a version that is %s is a warning, and a gap in what is shown",
  async (_name, found, warning) => {
    const draft =
      "gh workflow run lablink-images.yml -f environment=prod -f allocator_version=1.0 -f client_version=<version>";
    expect(await show([`${allocator}==1.0`, `${client}==`], accept(found))).toMatchObject({
      value: {
        outputs: { command: "" },
        facts: expect.arrayContaining([["Run, with the version that is missing", draft]]),
        notices: [],
        warnings: [expect.stringContaining(warning)],
      },
    });
  },
);

test("the inputs have the names that version-inputs gives", async () => {
  const result = await show(["a==1", "b==2"], "not asked", { versionInputs: ["a = alpha"] });
  expect(result).toMatchObject({
    value: { outputs: { command: expect.stringMatching(/ -f alpha=1 -f b_version=2$/) } },
  });
});

describe("refused:", () => {
  test.each<[string, NonEmpty<string>, Partial<CommandTexts>, string[]]>([
    ["a path", ["a==1"], { workflow: ".github/workflows/images.yml" }, ["input-invalid"]],
    ["an option", ["a==1"], { workflow: "--help.yml" }, ["input-invalid"]],
    ["a name for people", ["a==1"], { workflow: "Build images" }, ["input-invalid"]],
    ["a line without ==", ["a=1"], {}, ["versions-invalid"]],
    ["a text that is not a version", ["a==latest"], {}, ["prod-version-invalid"]],
    [
      "a local version",
      ["a==1.0+x", "b==1!0"],
      {},
      ["prod-version-untaggable", "prod-version-untaggable"],
    ],
    ["an input of an unknown package", ["a==1"], { versionInputs: ["c=x"] }, ["inputs-conflict"]],
    ["an input that is not a name", ["a==1"], { versionInputs: ["a=x y"] }, ["input-invalid"]],
    ["a line without an input", ["a==1"], { versionInputs: ["a"] }, ["input-invalid"]],
    [
      "one input for two",
      ["a==1", "b==1"],
      { versionInputs: ["a=b_version"] },
      ["inputs-conflict"],
    ],
    [
      "the environment's input",
      ["a==1"],
      { versionInputs: ["a=environment"] },
      ["inputs-conflict"],
    ],
    ["everything", ["a==x"], { workflow: "" }, ["input-invalid", "prod-version-invalid"]],
  ])("%s", async (_name, versions, more, names) => {
    const refusals = refusalsOf(await show(versions, "not asked", more));
    expect(refusals.map(({ name }) => name)).toEqual(names);
  });

  test("names the first of the configuration's production environments", async () => {
    const productionEnvironments = ["live", "prod"];
    expect(
      await show([`${allocator}==1.0`], "not asked", { productionEnvironments }),
    ).toMatchObject({
      value: {
        outputs: {
          command: "gh workflow run lablink-images.yml -f environment=live -f version=1.0",
        },
      },
    });
  });

  test("an index whose address is invalid", async () => {
    const invalid = refuse({ name: "index-invalid", seen: "x", remedy: "y" });
    expect(refusalsOf(await show(["a=="], invalid))).toMatchObject([{ name: "index-invalid" }]);
  });
});

test("for any input, nothing in the command has a meaning for a shell", async () => {
  const often = (...words: string[]) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: anyText },
    );
  const workflowText = often("x.yml", "x.yaml", "$(id).yml", "a b.yml", "-x.yml", "a'b.yml");
  const inputText = often("alpha", "a-b_c", "`id`", "a b", "a;b", "$x");
  const version = fc.oneof(canonicalVersion, anyVersionText);
  await fc.assert(
    fc.asyncProperty(
      workflowText,
      version,
      inputText,
      version,
      async (workflow, first, input, second) => {
        const found = accept(index({ b: [second] }));
        const texts = { workflow, versionInputs: [`a=${input}`] };
        const result = await show([`a==${first}`, "b=="], found, texts);
        if (result.ok) expect(result.value.outputs["command"]).toMatch(/^[A-Za-z0-9 =._-]*$/);
      },
    ),
    cases,
  );
});
