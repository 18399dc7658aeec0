import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  buildExamplePackage,
  describeWith,
  indexAccount,
  startPythonIndex,
  type TemporaryDirectory,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { namesOf, openIndexAt, unwrap, version } from "./support.ts";

const wheel = "lablink_client_service-0.0.7a0-py3-none-any.whl";
const sdist = "lablink_client_service-0.0.7a0.tar.gz";

describeWith(["pypi-server", "uv"], "with a real index", () => {
  let folder: TemporaryDirectory;
  beforeAll(async () => {
    folder = await temporaryDirectory();
    await buildExamplePackage("client", folder.path, "0.0.7a0");
    await buildExamplePackage("client", folder.path, "0.1.0");
    await rm(join(folder.path, wheel.replace("0.0.7a0", "0.1.0")));
  });
  afterAll(() => folder.remove());

  test("what was built is installable, with the hashes of the files", async () => {
    await using server = await startPythonIndex({ directory: folder.path });
    const index = await openIndexAt(server.url);
    const state = unwrap(await index.state("LabLink_Client.Service", version("v0.0.7-alpha")));
    const files = state.name === "installable" ? state.files : [];
    expect(files.map(({ filename }) => filename).sort()).toEqual([wheel, sdist]);
    for (const { filename, digest, url } of files) {
      const bytes = await readFile(join(folder.path, filename));
      expect(digest).toBe(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
      expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
    }
    // The sdist alone.
    expect(await index.state("lablink-client-service", version("0.1"))).toMatchObject({
      value: { name: "installable", files: [{}] },
    });
    const versions = unwrap(await index.installableVersions("lablink-client-service"));
    expect(versions.map(({ canonical }) => canonical)).toEqual(["0.0.7a0", "0.1.0"]);
  });

  test("what is not there is absent, whether the project is known or not", async () => {
    await using server = await startPythonIndex({ directory: folder.path });
    const index = await openIndexAt(`${server.url}/`);
    expect(await index.state("lablink-client-service", version("0.0.8"))).toMatchObject({
      value: { name: "absent", installable: [{ canonical: "0.0.7a0" }, { canonical: "0.1.0" }] },
    });
    expect(unwrap(await index.files("lablink-allocator-service"))).toBe("absent");
    expect(await index.state("lablink-allocator-service", version("1"))).toMatchObject({
      value: { name: "absent", installable: [] },
    });
  });

  test("an index that is empty knows that a project is absent", async () => {
    await using empty = await temporaryDirectory();
    await using server = await startPythonIndex({ directory: empty.path });
    const index = await openIndexAt(server.url);
    expect(unwrap(await index.files("lablink-client-service"))).toBe("absent");
  });

  test.each(["/simpel", "/packages", ""])(
    "the address %j is not that of an index",
    async (path) => {
      await using server = await startPythonIndex({ directory: folder.path });
      const index = await openIndexAt(server.url.replace(/\/simple$/, path));
      expect(namesOf(await index.files("lablink-allocator-service"))).toEqual(["index-invalid"]);
    },
  );

  test("a login is used, and a missing or wrong one is reported", async () => {
    await using server = await startPythonIndex({ directory: folder.path, login: true });
    const ask = async (login: string) =>
      (await openIndexAt(server.url.replace("//", `//${login}`))).files("lablink-client-service");
    const { username, password } = indexAccount;
    expect(unwrap(await ask(`${username}:${password}@`))).toHaveLength(3);
    expect(namesOf(await ask(""))).toEqual(["index-denied"]);
    expect(namesOf(await ask(`${username}:wrong@`))).toEqual(["index-denied"]);
  });
});
