/** Images with other code than what a real index has, and those with the same, made by the real pip and uv. */

import { execFile } from "node:child_process";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, jest, test } from "@jest/globals";
import {
  type ActionRun,
  baseImage,
  describeWith,
  describeWithEngine,
  faultyIndex,
  startPythonIndex,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import {
  build,
  buildPackage,
  failed,
  published,
  refused,
  removeImages,
  verify,
  writeSource,
} from "../../actions/verify-image/test/engine-support.ts";

jest.setTimeout(180_000);

/** Environments in one image, each with the package installed in its own way. */
const environments = {
  uv: "uv pip install --compile-bytecode --no-index --find-links /dist app==1.0",
  pip: "/pip/bin/pip --python $P install -q --no-index --find-links /dist app==1.0",
  folder: "uv pip install /source",
  changed: "uv pip install /changed",
  editable: "uv pip install -e /source",
  archive: "/pip/bin/pip --python $P install -q /dist/app-1.0-py3-none-any.whl",
  rebuilt: "uv pip install --no-index --find-links /rebuilt app==1.0",
  touched: `uv pip install --no-index --find-links /dist app==1.0 && cd /v/touched/lib/python3.11/site-packages && echo 'value = 2' > app/part.py && echo > app/extra.py && mkdir app/more && echo > app/more/__init__.py && rm app/__init__.py && ln -s /source/src/app/part.py app/linked.py && echo x > app/notes.txt && printf '[console_scripts]\\n' > app-1.0.dist-info/entry_points.txt && echo 'echo bye' >> /v/touched/bin/greet`,
  beside: "uv pip install --no-index --find-links /dist app==1.0 && uv pip install /sibling",
  tools: `uv pip install --no-index --find-links /dist app==1.0 && echo 'import os; os.environ["X"]' >> /v/tools/bin/tell && rm /v/tools/share/app/settings.ini && ln -s /etc/hostname /v/tools/share/app/settings.ini`,
};

async function makeImage(): Promise<string> {
  const { folder } = await published();
  const changed = join(folder, "changed");
  await writeSource(changed, "def serve(): pass\ndef make(): pass\n");
  await mkdir(join(folder, "sibling", "src", "sibling"), { recursive: true });
  await writeFile(join(folder, "sibling", "src", "sibling", "__init__.py"), "");
  await writeFile(
    join(folder, "sibling", "pyproject.toml"),
    `[project]\nname = "sibling"\nversion = "1.0"\n[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n`,
  );
  await buildPackage(changed, join(folder, "rebuilt"), "--wheel");
  await mkdir(join(folder, "tools"));
  await copyFile(await programOnPath("uv"), join(folder, "tools", "uv"));
  const each = Object.entries(environments).map(
    ([name, install]) =>
      `RUN uv venv --python /usr/bin/python3 /v/${name} && export VIRTUAL_ENV=/v/${name} P=/v/${name}/bin/python && ${install}`,
  );
  return build(
    `FROM ${baseImage()}
COPY . /
RUN mv /tools/uv /usr/bin/uv && chmod +x /usr/bin/uv && python3 -m venv /pip
ENV UV_OFFLINE=1 UV_LINK_MODE=copy UV_NO_CACHE=1
${each.join("\n")}
`,
    folder,
  );
}

/** The real uv is a program without dependencies, so it can be copied into an image. */
async function programOnPath(name: string): Promise<string> {
  const { stdout } = await promisify(execFile)("sh", ["-c", `command -v ${name}`]);
  return stdout.trim();
}

let image: Promise<string> | undefined;

/** What is said of the package in one of the environments. */
async function look(name: keyof typeof environments, given: Parameters<typeof verify>[1] = {}) {
  image ??= makeImage();
  return verify(await image, { checks: `venv: /v/${name}\ndistribution: app\n`, ...given });
}

/** The row of the comparison. */
function row(ran: ActionRun): { outcome: string; reason: string } {
  const { report = "" } = ran.outputs;
  const { checks } = JSON.parse(report) as {
    checks: { check: string; outcome: string; reason: string }[];
  };
  const found = checks.find(({ check }) => check === "published app");
  if (found === undefined) throw new Error(`no comparison in ${report}`);
  return found;
}

describeWith(["uv", "pypi-server"], "with a real index", () => {
  describeWithEngine("and a container engine", () => {
    afterAll(removeImages, 120_000);

    tried(
      "a production image with what pip and uv installed from the published wheel, with bytecode and scripts",
      "every file is as published, and the report says of which wheel and index",
      async () => {
        const { url } = await published();
        for (const ran of [await look("uv"), await look("pip")]) {
          expect(ran).toMatchObject({ exitCode: 0, annotations: [] });
          expect(row(ran)).toMatchObject({
            outcome: "passed",
            reason: `8 files as in app-1.0-py3-none-any.whl of ${url}`,
          });
        }
      },
      180_000,
    );

    tried(
      "a production image with a checkout that was copied and installed by uv (COPY . /app, uv pip install /app)",
      "it is refused, by direct_url.json and by every file that differs",
      async () => {
        const message = failed(await look("changed"));
        expect(message).toMatch(
          /published app: failed.*it was not installed from an index, but from "file:\/\/\/changed" \(direct_url\.json\)/,
        );
        expect(message).toMatch(/app\/__init__\.py has other bytes/);
      },
      180_000,
    );

    tried(
      "the same code as published, from a folder, an editable folder and a wheel's file, by the real uv and pip",
      "each is refused, because it did not come from the index",
      async () => {
        for (const [name, from] of [
          ["folder", "file:///source"],
          ["editable", "file:///source"],
          ["archive", "file:///dist/app-1.0-py3-none-any.whl"],
        ] as const) {
          const { outcome, reason } = row(await look(name));
          expect(outcome).toBe("failed");
          expect(reason).toContain(`it was not installed from an index, but from "${from}"`);
        }
      },
      180_000,
    );

    tried(
      "a wheel of the same name and version, built from other code, that leaves no direct_url.json",
      "it is refused by the bytes of its files",
      async () => {
        const { outcome, reason } = row(await look("rebuilt"));
        expect(outcome).toBe("failed");
        expect(reason).toMatch(
          /^not as in app-1\.0-py3-none-any\.whl of http\S+: app\/__init__\.py has other bytes$/,
        );
      },
      180_000,
    );

    tried(
      "files changed, added, removed and linked after the published wheel was installed",
      "each of them is named, and files that are not modules are not refused",
      async () => {
        const { outcome, reason } = row(await look("touched"));
        expect(outcome).toBe("failed");
        expect(
          reason
            .replace(/^[^:]*:\/\/[^ ]* /, "")
            .split("; ")
            .sort(),
        ).toEqual([
          "app-1.0.dist-info/entry_points.txt has other bytes",
          "app/__init__.py is missing",
          "app/extra.py is not in the wheel",
          "app/linked.py is not in the wheel",
          "app/more/__init__.py is not in the wheel",
          "app/part.py has other bytes",
          "greet has other bytes",
        ]);
        expect(row(await look("tools"))).toMatchObject({
          outcome: "failed",
          reason: expect.stringMatching(
            /: tell has other bytes; share\/app\/settings\.ini is a link to \/etc\/hostname$/,
          ),
        });
      },
      180_000,
    );

    tried(
      "a PYTHONPATH that leads to a copy of the package, before the published one",
      "it is refused, and both places are named",
      async () => {
        image ??= makeImage();
        const shadowed = await build(`FROM ${await image}\nENV PYTHONPATH=/source/src\n`);
        const ran = await verify(shadowed, { checks: "venv: /v/uv\ndistribution: app\n" });
        expect(row(ran)).toMatchObject({
          outcome: "failed",
          reason: expect.stringContaining(
            "app is imported from /source/src/app/__init__.py, and not from app/__init__.py",
          ),
        });
      },
      180_000,
    );

    tried(
      "a production image with a second distribution that uv installed from a folder",
      "the report and a warning name it and its folder",
      async () => {
        const ran = await look("beside");
        expect(ran.exitCode).toBe(0);
        expect(row(ran)).toMatchObject({ outcome: "passed" });
        expect(ran.annotations).toMatchObject([
          {
            level: "warning",
            message: expect.stringMatching(
              /^Not compared.*: other distributions, installed from elsewhere than an index: sibling \(file:\/\/\/sibling\)\.$/,
            ),
          },
        ]);
      },
      180_000,
    );

    tried(
      "a checkout in the working directory of an image that has the published package installed",
      "it is refused, because python -m, uvicorn and gunicorn would run the checkout",
      async () => {
        image ??= makeImage();
        const inCheckout = await build(`FROM ${await image}\nWORKDIR /source/src\n`);
        const ran = await verify(inCheckout, { checks: "venv: /v/uv\ndistribution: app\n" });
        expect(row(ran)).toMatchObject({
          outcome: "failed",
          reason: expect.stringMatching(
            /: \/source\/src\/app\/__init__\.py comes first in the image's working directory$/,
          ),
        });
      },
      180_000,
    );

    tried(
      "a version of which the index has only the source distribution",
      "the report and a warning say that nothing was compared, and development asks no index",
      async () => {
        const { folder } = await published();
        await using other = await temporaryDirectory();
        await buildPackage(join(folder, "source"), other.path, "--sdist");
        await using server = await startPythonIndex({ directory: other.path });
        const ran = await look("uv", { "index-url": server.url });
        expect(ran.exitCode).toBe(0);
        expect(row(ran)).toMatchObject({ outcome: "not-compared" });
        expect(ran.annotations).toMatchObject([
          {
            level: "warning",
            message: expect.stringMatching(
              /^Not compared with what is published: published app, the index has only a source/,
            ),
          },
        ]);
        await rm(join(other.path, "app-1.0.tar.gz"));
        const development = await look("changed", {
          event: "push-main",
          "index-url": "https://127.0.0.1:9/simple",
        });
        expect(development.exitCode).toBe(0);
      },
      180_000,
    );

    test("an index that gives no answer, and one that gives other bytes, are refusals", async () => {
      const { url } = await published();
      await using broken = await faultyIndex(() => ({ status: 400 }));
      refused(await look("uv", { "index-url": broken.url }), "LA802");
      const page = await (await fetch(`${url}/app/`)).text();
      await using lying = await faultyIndex((request) =>
        request === "GET /simple/app/"
          ? { headers: { "content-type": "text/html" }, body: page }
          : { body: "something else" },
      );
      expect(refused(await look("uv", { "index-url": lying.url }), "LA802")).toMatch(
        /fetching app-1\.0-py3-none-any\.whl .*gave bytes with sha256:\w+, and lists sha256:/,
      );
    });
  });
});
