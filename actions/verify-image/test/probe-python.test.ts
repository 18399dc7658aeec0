/** What the probe sees of Python, run by this machine's: everything but the container. */

import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  type TemporaryDirectory,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { makeVenv, probe } from "./support.ts";

let folder: TemporaryDirectory;
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryDirectory();
});
afterAll(() => folder.remove());

type Probed = Awaited<ReturnType<typeof probe>>;

interface Metadata {
  readonly version?: string;
  readonly entries?: string;
  readonly requires?: readonly string[];
}

/** Puts a distribution into an environment, as an installer leaves it. */
async function install(site: string, name: string, metadata: Metadata = {}) {
  const { version = "1.0", entries = "", requires = [] } = metadata;
  const info = join(site, `${name}-${version}.dist-info`);
  await mkdir(info, { recursive: true });
  const lines = [
    `Name: ${name}`,
    `Version: ${version}`,
    ...requires.map((r) => `Requires-Dist: ${r}`),
  ];
  await writeFile(join(info, "METADATA"), `Metadata-Version: 2.1\n${lines.join("\n")}\n`);
  await writeFile(join(info, "entry_points.txt"), entries);
}

describeWith("python3", "in a virtual environment", () => {
  let site: string;
  const venv = () => `venv: ${at("venv")}\n`;

  const script = async (name: string, text: string, mode = 0o755) => {
    await writeFile(at(`venv/bin/${name}`), text);
    await chmod(at(`venv/bin/${name}`), mode);
  };

  beforeAll(async () => {
    site = makeVenv(at("venv"));
    await writeFile(
      join(site, "app.py"),
      'def main(): pass\nclass Thing: part = main\nvalue = 1\nprint("noise at import")\n',
    );
    await writeFile(join(site, "broken.py"), "import no_such_module\n");
    await writeFile(join(site, "ends.py"), "import sys; sys.exit(0)\n");
    await writeFile(
      join(site, "gpu.py"),
      'raise ImportError("libcuda.so.1: cannot open shared object file: No such file or directory")\n',
    );
    const entries =
      "[console_scripts]\ngood = app:main\nlost = app:main\nbad = broken:main\nflat = app:value\n[plugins]\nmodule = app\n[other]\noptional = broken:x [extra]\n";
    await install(site, "my_app", {
      version: "0.2.0rc1",
      entries,
      requires: ["absent>=1", "pytest; extra == 'dev'"],
    });
    await install(site, "whole", { requires: ["my-app"] });
    for (const name of ["good", "bad", "flat"]) {
      await script(name, `#!${at("venv/bin/python")}\n`);
    }
    await script("stale", "#!/no/such/python\n");
    await script("plain", "#!/bin/sh\n", 0o644);
  });

  // Starting Python takes these tests' time, so they share what can be asked at once.
  let asked: Probed;
  let onDevelopment: Probed;
  let onProduction: Probed;
  beforeAll(async () => {
    const questions = probe(
      `${venv()}distribution: My.App
imports: [app, "app:Thing.part", "app:none", ends]
entry-points: ["app:main", "app:value"]
gpu-imports: [gpu, broken]
console-scripts: [good, stale, plain]
executes:
  - { run: "ls -A; echo end", prints: '^end$' }
  - { run: command -v python, prints: '${at("venv/bin/python")}' }
  - { run: pwd, prints: 'verify-image-' }
`,
      { environment: "prod", version: "0.2.0-rc.1" },
    );
    const tools = "development: { tools: [whole, ruff] }";
    [asked, onDevelopment, onProduction] = await Promise.all([
      questions,
      probe(`${venv()}distribution: whole\n${tools}`, { version: "1.1" }),
      probe(`${venv()}distribution: none\n${tools}`, { environment: "prod", version: "1.0" }),
    ]);
  });

  test("a distribution's version, scripts, entry points and requirements are found by themselves", () => {
    const { verdicts } = asked;
    const of = "distribution My.App";
    expect(verdicts).toMatchObject({
      [`venv ${at("venv")}`]: expect.stringMatching(/^passed\nPython 3\.\d+/),
      [of]: "passed\n0.2.0rc1",
      [`${of}: console script good`]: "passed\n",
      [`${of}: console script lost`]: `failed\n${at("venv/bin/lost")} is missing\nnoise at import`,
      [`${of}: console script bad`]: expect.stringMatching(
        /^failed\nModuleNotFoundError.*Traceback/s,
      ),
      [`${of}: console script flat`]: expect.stringMatching(/^failed\napp:value is not callable/),
      [`${of}: plugins module`]: "passed\n",
      [`${of}: requirements`]: "failed\nmy_app 0.2.0rc1 requires absent, which is not installed",
    });
    expect(Object.keys(verdicts).filter((name) => name.startsWith(of))).toHaveLength(7);
  });

  test("another version than the expected, and a distribution that is not there", () => {
    expect(onDevelopment.verdicts["distribution whole"]).toBe("failed\n1.0 is installed, not 1.1");
    expect(onProduction.verdicts["distribution none"]).toBe("failed\nis not installed");
    expect(onProduction.names).toEqual(["check-failed"]);
  });

  test("imports, entry points, console scripts and GPU imports", () => {
    expect(asked.verdicts).toMatchObject({
      "import app": "passed\n",
      "import app:Thing.part": "passed\n",
      "import app:none": expect.stringMatching(/^failed\nAttributeError/),
      "import ends": expect.stringMatching(/^failed\nSystemExit: 0/),
      "entry point app:main": "passed\n",
      "entry point app:value": expect.stringMatching(/^failed\napp:value is not callable/),
      "gpu import gpu": expect.stringMatching(/^needs-gpu\nImportError: libcuda/),
      "gpu import broken": expect.stringMatching(/^failed\nModuleNotFoundError/),
      "console script good": "passed\n",
      "console script stale": expect.stringMatching(/is for \/no\/such\/python, which is missing/),
      "console script plain": expect.stringMatching(/is not executable/),
    });
  });

  test("what needs a GPU fails nothing, and passes nothing", async () => {
    const { result } = await probe(`${venv()}gpu-imports: [gpu]`);
    expect(result).toMatchObject({ ok: true, value: { outputs: { passed: "1", failed: "0" } } });
  });

  test("tools are there on development, with their versions, and not on production", () => {
    expect(onDevelopment.verdicts).toMatchObject({
      "development tool whole": "passed\n1.0",
      "development tool ruff": "failed\nis not installed, on development",
    });
    expect(onProduction.verdicts).toMatchObject({
      "development tool whole": "failed\n1.0 is installed, on production",
      "development tool ruff": "passed\nabsent",
    });
  });

  test("a command's folder is neutral, and the environment's bin comes first", () => {
    const commands = Object.entries(asked.verdicts).filter(([name]) => name.startsWith("executes"));
    expect(commands.map(([, verdict]) => verdict.split("\n")[0])).toEqual(Array(3).fill("passed"));
  });

  test("a broken interpreter fails each check that needs it, and the others are run", async () => {
    await mkdir(at("broken/bin"), { recursive: true });
    await writeFile(at("broken/bin/python"), "#!/no/such\n");
    await chmod(at("broken/bin/python"), 0o755);
    const { verdicts } = await probe(`venv: ${at("broken")}
imports: [app]
distribution: app
executes: [{ run: exit 3, exit: 3 }]
`);
    expect(Object.values(verdicts).map((verdict) => verdict.split("\n")[0])).toEqual([
      "failed",
      "failed",
      "failed",
      "passed",
    ]);
  });

  test("pip check is asked if there is a pip", async () => {
    await mkdir(join(site, "pip"), { recursive: true });
    await writeFile(join(site, "pip/__init__.py"), "");
    await writeFile(
      join(site, "pip/__main__.py"),
      'import sys; sys.exit("broken by " + sys.argv[-1])\n',
    );
    try {
      const { verdicts } = await probe(`${venv()}distribution: whole`);
      expect(verdicts["distribution whole: requirements"]).toBe(
        "failed\nended by exit 1\nbroken by check",
      );
    } finally {
      await rm(join(site, "pip"), { recursive: true });
    }
  });
});
