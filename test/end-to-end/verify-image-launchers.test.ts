/** Commands as real installers write them, and whether each can start what it is for. */
import { execFileSync } from "node:child_process";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  describeWith,
  type TemporaryDirectory,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { probe } from "../../actions/verify-image/test/support.ts";

const scripts = ["short", "long", "plain", "quoted", "setup", "named", "moved", "old", "wrapped"];

let folder: TemporaryDirectory;
const at = (path: string) => join(folder.path, path);
const call = (program: string, ...words: string[]) =>
  execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const uv = (...words: string[]) => call("uv", "--quiet", "--offline", ...words);
const found = ["--no-index", "--find-links"];

/** Makes an environment, and has pip or uv install the package in it. */
function install(installer: "pip" | "uv", path: string, ...options: string[]) {
  if (installer === "pip") {
    call("python3", "-m", "venv", path);
    call(join(path, "bin/python"), "-m", "pip", "install", "-q", ...found, at("dist"), "app");
  } else {
    uv("venv", ...options, path);
    uv("pip", "install", "--python", path, ...found, at("dist"), "app");
  }
}

/** Outcome and reason of each command, by its name. */
async function verdictsIn(path: string): Promise<Record<string, string>> {
  const { verdicts } = await probe(`venv: ${path}\ndistribution: app`);
  const start = "distribution app: console script ";
  const entries = Object.entries(verdicts).filter(([name]) => name.startsWith(start));
  return Object.fromEntries(entries.map(([name, said]) => [name.slice(start.length), said]));
}

describeWith(["uv", "python3"], "launchers", () => {
  const deep = "d".repeat(120);

  beforeAll(async () => {
    folder = await temporaryDirectory();
    await mkdir(at("app/src/app"), { recursive: true });
    await writeFile(at("app/src/app/__init__.py"), "def serve():\n    print('served')\n");
    const named = scripts.map((name) => `${name} = "app:serve"\n`).join("");
    await writeFile(
      at("app/pyproject.toml"),
      `[project]\nname = "app"\nversion = "1.0"\n[project.scripts]\n${named}
[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n`,
    );
    uv("build", "--out-dir", at("dist"), at("app"));
    await mkdir(at(deep));
    install("pip", at("pip"));
    install("pip", at(`${deep}/pip here`));
    install("uv", at("uv"));
    install("uv", at(`${deep}/uv here`));
    install("uv", at("relocatable"), "--relocatable");
  }, 120_000);
  afterAll(() => folder.remove());

  tried(
    "launchers by the real pip and uv, with short and long paths, with spaces, and relocatable ones",
    "each is started as the kernel and the shell start it, and passes",
    async () => {
      // What they really write.
      const first = async (path: string) => (await readFile(at(path), "utf8")).slice(0, 20);
      expect(await first("pip/bin/short")).toMatch(/^#!\/(?!bin\/sh)/);
      expect(await first(`${deep}/pip here/bin/short`)).toBe("#!/bin/sh\n'''exec' \"");
      expect(await first(`${deep}/uv here/bin/short`)).toBe("#!/bin/sh\n'''exec' '");
      expect(await readFile(at("relocatable/bin/short"), "utf8")).toContain('"$(dirname -- "$(');
      const paths = ["pip", `${deep}/pip here`, "uv", `${deep}/uv here`, "relocatable"];
      const all = await Promise.all(paths.map((path) => verdictsIn(at(path))));
      const passing = Object.fromEntries(scripts.map((name) => [name, "passed\n"]));
      expect(all).toEqual(paths.map(() => passing));
    },
    60_000,
  );

  tried(
    "launchers by the real pip, uv and setuptools for another Python than the one that has the package",
    "each fails and names that Python, and a command of an unknown form says what was not looked at",
    async () => {
      const bin = (name: string) => at(`uv/bin/${name}`);
      const put = async (name: string, text: string) => {
        await writeFile(bin(name), text);
        await chmod(bin(name), 0o755);
      };
      // The environment that they were written for does not have the package any more.
      for (const path of ["pip", `${deep}/pip here`, `${deep}/uv here`]) {
        const site = call(
          at(`${path}/bin/python`),
          "-c",
          "import sysconfig; print(sysconfig.get_path('purelib'))",
        ).trim();
        await rm(join(site, "app"), { recursive: true });
        await rm(join(site, "app-1.0.dist-info"), { recursive: true });
      }
      await copyFile(at("pip/bin/short"), bin("short"));
      await copyFile(at(`${deep}/pip here/bin/short`), bin("long"));
      await copyFile(at(`${deep}/uv here/bin/short`), bin("quoted"));
      // setuptools 68.2.2, by `setup.py install`; older ones import it from pkg_resources.
      const setup = (python: string) =>
        `#!${python}\n# EASY-INSTALL-ENTRY-SCRIPT: 'app==1.0','console_scripts','setup'\nimport sys\nfrom pkg_resources import load_entry_point\nsys.exit(load_entry_point('app==1.0', 'console_scripts', 'setup')())\n`;
      await put("setup", setup(at("pip/bin/python")));
      await put("named", "#!/usr/bin/env -S python3 -E\nfrom app import serve\n");
      await put("moved", `#!${at("gone/bin/python")}\nfrom app import serve\n`);
      await put(
        "old",
        `#!${at("uv/bin/python")}\nimport sys\nfrom former import main\nif __name__ == "__main__":\n    sys.exit(main())\n`,
      );
      await put("wrapped", `#!/bin/sh\nexec ${at("uv/bin/python")} -m app\n`);
      const lacks = /^failed\n\S.*python\S* does not have app, which is in .*\/uv\/lib\//;
      expect(await verdictsIn(at("uv"))).toEqual({
        short: expect.stringMatching(lacks),
        long: expect.stringMatching(lacks),
        plain: "passed\n",
        quoted: expect.stringMatching(lacks),
        setup: expect.stringMatching(lacks),
        named: expect.stringMatching(lacks),
        moved: `failed\n${bin("moved")} is for ${at("gone/bin/python")}, which is missing`,
        old: `failed\n${bin("old")} starts former:main, and its entry point is app:serve`,
        wrapped: "passed\nonly what its entry point names, because no installer writes such a file",
      });
      // The command that a check names is looked at in the same way.
      const { verdicts } = await probe(`venv: ${at("uv")}\nconsole-scripts: [plain, short]`);
      expect(verdicts).toMatchObject({
        "console script plain": "passed\n",
        "console script short": expect.stringMatching(lacks),
      });
    },
    60_000,
  );
});
