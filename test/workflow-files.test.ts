/** All workflow and action files, in the repository and in the release tree; actionlint and zizmor run in .ci/run. */
import { describe, expect, test } from "@jest/globals";
import major from "semver/functions/major.js";
import { releaseFiles } from "../scripts/assemble-release/files.ts";
import { currentVersion } from "../scripts/assemble-release.ts";
import { type Files, isAction, readFiles } from "./workflow-files/files.ts";
import { languageProblems } from "./workflow-files/language-service.ts";
import {
  boundProblems,
  inputProblems,
  outputProblems,
  pinProblems,
  rightsProblems,
} from "./workflow-files/problems.ts";

const version = `v${major(currentVersion())}`;
const repository = readFiles(process.cwd());
const released: Files = new Map(
  [...releaseFiles(process.cwd(), "0".repeat(40))]
    .filter(([path]) => path.startsWith(".github/workflows/") || isAction(path))
    .map(([path, content]) => [path, String(content)]),
);

async function problemsOf(path: string, files: Files): Promise<string[]> {
  return [
    ...(await languageProblems(path, files)),
    ...pinProblems(path, files, version),
    ...outputProblems(path, files),
    ...inputProblems(path, files),
    ...boundProblems(path, files),
    ...rightsProblems(path, files),
  ];
}

describe.each([
  ["the repository", repository],
  ["the release tree", released],
])("%s", (_, files) => {
  test.each([...files.keys()])("%s", async (path) => {
    expect(await problemsOf(path, files)).toEqual([]);
  });
});

const checkout = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";
const action = `name: One
description: Reads and gives
inputs:
  path:
    description: What to read
    required: true
outputs:
  text:
    description: What is there
    value: \${{ steps.read.outputs.text }}
runs:
  using: composite
  steps:
    - id: read
      shell: bash
      env:
        FILE: \${{ inputs.path }}
      run: echo "text=$(cat "$FILE")" >> "$GITHUB_OUTPUT"
`;
const called = `on:
  workflow_call:
    inputs:
      path:
        description: What to read
        type: string
        required: true
    outputs:
      text:
        description: What is there
        value: \${{ jobs.read.outputs.text }}
permissions: {}
jobs:
  read:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
    outputs:
      text: \${{ steps.one.outputs.text }}
    steps:
      - uses: ${checkout}
        with:
          fetch-depth: 0
      - id: one
        uses: $/one
        with:
          path: \${{ inputs.path }}
`;
const caller = `on: push
permissions: {}
jobs:
  call:
    permissions:
      contents: read
    uses: talmolab/lablink-actions/.github/workflows/called.yml@${version}
    with:
      path: README.md
  show:
    needs: call
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: {}
    if: needs.call.outputs.text != ''
    steps:
      - env:
          TEXT: \${{ needs.call.outputs.text }}
        run: echo "$TEXT"
`;
const sound = {
  "actions/one/action.yml": action,
  ".github/workflows/called.yml": called,
  "examples/lablink/.github/workflows/caller.yml": caller,
};

/** All problems of the correct files after one text in them is replaced. */
async function problemsWith(from: string, to: string): Promise<string[]> {
  const files = new Map(Object.entries(sound).map(([path, it]) => [path, it.replace(from, to)]));
  const problems = await Promise.all([...files.keys()].map((path) => problemsOf(path, files)));
  return problems.flat();
}

describe("a fault in a file is found:", () => {
  test("but none in the files that the tests below change", async () => {
    expect(Object.values(sound).join().length).toBeGreaterThan(0);
    expect(await problemsWith("", "")).toEqual([]);
  });

  test.each([
    ["an unknown key", "timeout-minutes: 5", "timeout-minute: 5", "Unexpected value 'timeout"],
    ["a broken expression", "inputs.path }}", "inputs.path && }}", "Unexpected end"],
    [
      "an output that is JSON of a step that may not have run",
      "text: ${{ steps.one.outputs.text }}",
      "text: ${{ fromJSON(steps.one.outputs.text).a }}",
      "a job that fails has no JSON for text",
    ],
    ["an unknown function", "{{ inputs.path }}", "{{ read(inputs.path) }}", "Unrecognized fun"],
    [
      "an input that the action does not have",
      "path: ${{",
      "paths: ${{",
      "Invalid action input 'paths'",
    ],
    ["an input of checkout that we do not know", "fetch-depth", "depth", "Invalid action input"],
    ["a missing required input", "with:\n          path", "env:\n          path", "Missing req"],
    [
      "an input that the workflow does not have",
      "path: README",
      "file: README",
      "Invalid input, file is not",
    ],
    [
      "a missing required input of a workflow",
      "    with:\n      path: README.md\n",
      "",
      "Input path is required",
    ],
    [
      "an action's own input that it does not declare",
      "inputs.path }}\n      run",
      "inputs.file }}\n      run",
      "there is no input file",
    ],
    [
      "more rights than the caller gives",
      "contents: read\n    outputs",
      "contents: write\n    outputs",
      "needs contents: write",
    ],
    ["a tag instead of a commit", checkout, "actions/checkout@v7 # v7.0.1", "it must be @3d3c"],
    ["another commit", "@3d3c", "@4e4c", "it must be @3d3c"],
    ["a commit without its version", " # v7.0.1", "", "it must be @3d3c"],
    [
      "an action without a pin",
      checkout,
      "a/b@3d3c42e5aac5ba805825da76410c181273ba90b1 # v1",
      "has no a/b",
    ],
    ["a version for the commit that runs", "$/one", "$/one@v1", "it takes no version"],
    [
      "this repository by a version",
      "$/one",
      "talmolab/lablink-actions/one@v1",
      "it must be $/one",
    ],
    ["this repository at another version", "called.yml@v1", "called.yml@v1.0.0", "the version is"],
    ["an action that the repository does not have", "$/one", "$/two", "no such file"],
    [
      "a workflow that the repository does not have",
      "workflows/called.yml@v1",
      "workflows/uncalled.yml@v1",
      "no such file",
    ],
    [
      "an output that the action does not have",
      "steps.one.outputs.text",
      "steps.one.outputs.texts",
      "step one has no output texts",
    ],
    [
      "an output that the step does not write",
      'echo "text=',
      'echo "texts=',
      "step read has no output text",
    ],
    ["a step that does not exist", "steps.one.", "steps.two.", "no step before has the id two"],
    [
      "a step that comes later",
      "path: ${{ inputs.path }}",
      "path: ${{ steps.one.outputs.text }}",
      "no step before",
    ],
    [
      "an output that the job does not have",
      "text: ${{ steps.one",
      "words: ${{ steps.one",
      "job read has no output text",
    ],
    [
      "an output that the workflow does not have",
      "TEXT: ${{ needs.call.outputs.text",
      "TEXT: ${{ needs.call.outputs.words",
      "job call has no output words",
    ],
    [
      "the same in an if",
      "if: needs.call.outputs.text",
      "if: needs.call.outputs.words",
      "job call has no output words",
    ],
    ["a job that is not needed", "needs: call", "needs: []", "needs has no call"],
    [
      "a job that does not exist",
      "jobs.read.outputs",
      "jobs.write.outputs",
      "there is no job write",
    ],
    ["rights for every job", "permissions: {}\njobs", "permissions: read-all\njobs", "are not {}"],
    [
      "a right that the caller does not give",
      "contents: read\n    uses",
      "packages: read\n    uses",
      "needs contents: read",
    ],
    [
      "rights left to the repository",
      "permissions:\n      contents: read\n    uses",
      "uses",
      "job call has no permissions",
    ],
    ["a job without a time limit", "    timeout-minutes: 5\n", "", "has no timeout-minutes"],
    [
      "another Node",
      "using: composite\n  steps:",
      "using: node20\n  main: index.js\n  other:",
      "using node20",
    ],
  ])("%s", async (_, from, to, problem) => {
    const whole = Object.values(sound).join();
    expect(whole).toContain(from);
    expect(await problemsWith(from, to)).toContainEqual(expect.stringContaining(problem));
  });
});
