/** The bundle, with real files, the real uv, and a real index that wants a login. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fileLine } from "@lablink-actions/python-package";
import { digestOf } from "@lablink-actions/registries";
import {
  buildExamplePackage,
  describeWith,
  indexAccount,
  runAction,
  startPythonIndex,
  type TestIndex,
  temporaryDirectory,
} from "@lablink-actions/testkit";

const sdist = "lablink_client_service-0.0.7a0.tar.gz";
const wheel = "lablink_client_service-0.0.7a0-py3-none-any.whl";

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

  function upload(files: string, inputs: Readonly<Record<string, string>> = {}) {
    const { username, password } = indexAccount;
    const simple = index.url.replace("://", `://${username}:${password}@`);
    return runAction("upload-package", {
      event: "push-tag",
      workspace,
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
