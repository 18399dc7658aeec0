/** The programs that run in an image: each is a file of its language, and all of a probe together are one program. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { describeWith, temporaryDirectory } from "@lablink-actions/testkit";
import { planChecks } from "../src/plan.ts";
import { bootstrap, probeInput, pythonLoader } from "../src/probe/programs.ts";
import { checksOf, development, example, runOn } from "./support.ts";

const source = "actions/verify-image/src";
const { inside: checks } = planChecks(checksOf(example), runOn(development));
const input = probeInput({ nonce: "word", timeout: 60, limit: 60, python: undefined, checks });
const [sent = "", ...script] = input.split("\n");

function accepted(program: string, words: readonly string[], given = "") {
  const ran = spawnSync(program, words, { encoding: "utf8", input: given });
  expect({ status: ran.status, said: ran.stderr }).toEqual({ status: 0, said: "" });
}

describeWith("python3", "with Python", () => {
  test("every Python file compiles", async () => {
    const files = globSync(`${source}/**/*.py`);
    expect(files.length).toBeGreaterThan(10);
    await using folder = await temporaryDirectory();
    // What is compiled goes there, and not beside the sources.
    const words = ["-X", `pycache_prefix=${folder.path}`, "-W", "error", "-m", "py_compile"];
    accepted("python3", [...words, ...files]);
  });

  test("every Python file keeps to the grammar of Python 3.8", () => {
    const parse = "import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 8))";
    for (const file of globSync(`${source}/**/*.py`)) {
      accepted("python3", ["-c", parse], readFileSync(file, "utf8"));
    }
  });

  test("the whole Python probe compiles", () => {
    const { program } = JSON.parse(sent);
    accepted("python3", ["-c", "import sys; compile(sys.stdin.read(), 'probe', 'exec')"], program);
  });
});

test("every shell file, and the whole shell probe, is of sh", () => {
  const files = globSync(`${source}/**/*.sh`);
  expect(files.length).toBe(3);
  for (const file of files) accepted("sh", ["-n", file]);
  accepted("sh", ["-n"], script.join("\n"));
});

test("they are the text of their files", () => {
  expect(bootstrap).toBe(readFileSync(`${source}/probe/bootstrap.sh`, "utf8"));
  expect(pythonLoader).toBe(readFileSync(`${source}/probe/loader.py`, "utf8"));
});

test("each kind's function that looks is in the probe", () => {
  const { program, plan } = JSON.parse(sent);
  const kinds: string[] = plan.checks.map(({ kind }: { kind: string }) => kind);
  expect(new Set(kinds).size).toBe(5);
  for (const kind of kinds) expect(program).toContain(`@looks_at("${kind}")`);
});
