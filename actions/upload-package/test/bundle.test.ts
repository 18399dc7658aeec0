/** The bundle, with real files, the real uv, and a real index that wants a login. */
import { readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openIndex, readBytes } from "@lablink-actions/action-kit";
import { fileLine } from "@lablink-actions/python-package";
import { digestOf } from "@lablink-actions/registries";
import { accept } from "@lablink-actions/release-core";
import {
  buildExamplePackage,
  describeWith,
  faultyIndex,
  indexAccount,
  runAction,
  startPythonIndex,
  type TestIndex,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { uploadPackage } from "../src/upload-package.ts";
import { publishTo } from "../src/uv.ts";

const sdist = "lablink_client_service-0.0.7a0.tar.gz";
const wheel = "lablink_client_service-0.0.7a0-py3-none-any.whl";

/** The programs with a text in their environment. */
function processesThatKnow(text: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(text);
    } catch {
      // It has ended.
      return false;
    }
  });
}

describeWith(["uv", "pypi-server"], "upload-package", () => {
  const cleanUp = new AsyncDisposableStack();
  let workspace: string;
  let served: string;
  let index: TestIndex;

  beforeAll(async () => {
    workspace = cleanUp.use(await temporaryDirectory()).path;
    served = cleanUp.use(await temporaryDirectory()).path;
    await buildExamplePackage("client", join(workspace, "dist"));
    index = cleanUp.use(await startPythonIndex({ directory: served, login: true }));
  }, 120_000);
  afterAll(() => cleanUp.disposeAsync());

  /** The lines that check-package gives for files in dist. */
  async function lines(...names: string[]): Promise<string> {
    const files = names.map(async (filename) => {
      const digest = digestOf(await readFile(join(workspace, "dist", filename)));
      return fileLine({ filename, digest });
    });
    return (await Promise.all(files)).join("\n");
  }

  function upload(
    files: string,
    inputs: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
    cancelled?: Promise<unknown>,
  ) {
    const { username, password } = indexAccount;
    const simple = index.url.replace("://", `://${username}:${password}@`);
    return runAction("upload-package", {
      event: "push-tag",
      workspace,
      env,
      ...(cancelled && { cancelled }),
      with: {
        package: "lablink-client-service",
        dist: "dist",
        files,
        "index-url": simple,
        "publish-url": index.uploadUrl,
        ...indexAccount,
        ...inputs,
      },
    });
  }

  test("a wrong password is refused, with uv's words, and is not in the log", async () => {
    const ran = await upload(await lines(sdist), { password: "guessed-password" });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations).toMatchObject([{ title: "LA813 upload-failed" }]);
    expect(ran.masked).toContain("guessed-password");
    expect(ran.log + ran.summary).not.toContain("guessed-password");
    expect(await readdir(served)).toEqual([]);
  }, 60_000);

  test("half an account, an invalid package name, file names without digests and a missing publish-url are reported together", async () => {
    const ran = await upload(sdist, { password: "", package: "a b", "publish-url": "" });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations.map(({ title }) => title)).toEqual([
      "LA215 package-invalid",
      "LA902 input-invalid",
      "LA903 inputs-conflict",
      "LA901 input-missing",
    ]);
  }, 60_000);

  test("uploads what is missing, one file and then the other", async () => {
    expect((await upload(await lines(sdist))).outputs).toEqual({ uploaded: sdist });
    expect(await readdir(served)).toEqual([sdist]);
    expect((await upload(await lines(wheel))).outputs).toEqual({ uploaded: wheel });
    expect((await readdir(served)).sort()).toEqual([wheel, sdist].sort());
  }, 60_000);

  tried(
    "a publishing job that is repeated after it was cut between two files, on pypi-server, which refuses a file that it has",
    "only the file that is missing is uploaded, and the run is green",
    async () => {
      await rm(join(served, wheel));
      const ran = await upload(await lines(sdist, wheel));
      expect(ran).toMatchObject({ exitCode: 0, outputs: { uploaded: wheel } });
      expect((await readdir(served)).sort()).toEqual([wheel, sdist].sort());
    },
    60_000,
  );

  tried(
    "a runner with UV_PUBLISH_CHECK_URL, and a checkout with check-url and publish-url in [tool.uv], all of an index that has the files",
    "the files are uploaded to the index that the inputs name",
    async () => {
      const folder = cleanUp.use(await temporaryDirectory()).path;
      for (const name of [sdist, wheel]) {
        await copyFile(join(workspace, "dist", name), join(folder, name));
        await rm(join(served, name));
      }
      await using other = await startPythonIndex({ directory: folder });
      await writeFile(
        join(workspace, "pyproject.toml"),
        `[tool.uv]\ncheck-url = "${other.url}"\npublish-url = "${other.uploadUrl}"\n`,
      );
      const ran = await upload(await lines(sdist, wheel), {}, { UV_PUBLISH_CHECK_URL: other.url });
      await rm(join(workspace, "pyproject.toml"));
      expect(ran).toMatchObject({ exitCode: 0, outputs: { uploaded: `${sdist}\n${wheel}` } });
      expect((await readdir(served)).sort()).toEqual([wheel, sdist].sort());
    },
    60_000,
  );

  tried(
    "a run that is cancelled while uv waits for an index that does not answer the upload",
    "no process is left that knows the password, and the refusal says what the index has",
    async () => {
      const html = { "content-type": "text/html" };
      const page = `<!DOCTYPE html><html><body><a href="/${sdist}">${sdist}</a></body></html>`;
      const posted = Promise.withResolvers<undefined>();
      await using slow = await faultyIndex((request) => {
        if (request.startsWith("GET")) return { headers: html, body: page };
        posted.resolve(undefined);
        return "silence";
      });
      const password = "known-to-uv-alone";
      const ran = await upload(
        await lines(sdist, wheel),
        { "index-url": slow.url, "publish-url": new URL("/legacy/", slow.url).href, password },
        {},
        posted.promise,
      );
      expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
      expect(ran.annotations).toMatchObject([
        {
          title: "LA813 upload-failed",
          message: expect.stringContaining(
            `the run was cancelled, and the index does not have "${wheel}"; it has "${sdist}"`,
          ),
        },
      ]);
      expect(processesThatKnow(password)).toEqual([]);
    },
    60_000,
  );

  tried(
    "uv publish that ends without an error, and an index that does not have the files afterwards",
    "nothing is called uploaded, and the refusal names the files",
    async () => {
      const [taken, asked] = [
        cleanUp.use(await temporaryDirectory()).path,
        cleanUp.use(await temporaryDirectory()).path,
      ];
      await using taking = await startPythonIndex({ directory: taken });
      await using listing = await startPythonIndex({ directory: asked });
      const account = { username: "a", password: "a" };
      const files = [sdist, wheel].map((filename) => ({
        filename,
        digest: digestOf(readFileSync(join(workspace, "dist", filename))),
      }));
      const result = await uploadPackage(
        { packageName: "lablink-client-service", dist: join(workspace, "dist"), files },
        {
          readBytes,
          publish: publishTo({ publishUrl: taking.uploadUrl, account }),
          attest: async () => accept([]),
          openIndex: () => openIndex(listing.url),
          wait: async () => true,
        },
      );
      expect((await readdir(taken)).sort()).toEqual([wheel, sdist].sort());
      const seen = `uv publish ended without an error, and the index does not have "${sdist}", "${wheel}"; uv said: `;
      expect(result).toMatchObject({
        refusals: [{ name: "upload-failed", seen: expect.stringContaining(seen) }],
      });
    },
    60_000,
  );

  test("two runs at once: one publishes, and both succeed", async () => {
    await rm(join(served, sdist));
    await rm(join(served, wheel));
    await mkdir(served, { recursive: true });
    const files = await lines(sdist, wheel);
    const runs = await Promise.all([upload(files), upload(files)]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await readdir(served)).sort()).toEqual([wheel, sdist].sort());
  }, 60_000);

  test("a file that was replaced after the build is refused", async () => {
    const files = await lines(sdist);
    const file = join(workspace, "dist", sdist);
    const bytes = await readFile(file);
    await writeFile(file, "replaced");
    const ran = await upload(files);
    await writeFile(file, bytes);
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations).toMatchObject([
      { title: "LA227 built-file-differs", file: `dist/${sdist}` },
    ]);
  }, 60_000);

  test("a run after that uploads nothing, and succeeds", async () => {
    const ran = await upload(await lines(sdist, wheel));
    expect(ran).toMatchObject({ exitCode: 0, outputs: { uploaded: "" } });
  }, 60_000);
});
