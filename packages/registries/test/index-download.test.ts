/** Files that an index lists are fetched, and compared with what it lists. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import {
  buildExamplePackage,
  describeWith,
  faultyIndex,
  indexAccount,
  startPythonIndex,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { downloadFile, findIndex, type IndexFile, openPythonIndex } from "../src/index.ts";
import { namesOf, patientNetwork, unwrap } from "./support.ts";

async function openAt(input: string) {
  const sources = {
    input,
    environmentVariable: () => undefined,
    askPip: async () => undefined,
  };
  const address = unwrap(await findIndex(sources));
  const { network } = patientNetwork();
  return {
    index: openPythonIndex(address, network),
    fetch: (file: IndexFile) => downloadFile(file, address, network),
  };
}

describeWith(["pypi-server", "uv"], "with a real index", () => {
  test("the bytes are those of the file, with the index's account", async () => {
    await using folder = await temporaryDirectory();
    await buildExamplePackage("client", folder.path, "1.0");
    await using server = await startPythonIndex({ directory: folder.path, login: true });
    const { username, password } = indexAccount;
    const { index, fetch } = await openAt(server.url.replace("//", `//${username}:${password}@`));
    const files = unwrap(await index.files("lablink-client-service"));
    if (files === "absent") throw new Error("it was built");
    expect(files).toHaveLength(2);
    for (const file of files) {
      const bytes = await readFile(join(folder.path, file.filename));
      expect(Buffer.from(unwrap(await fetch(file))).equals(bytes)).toBe(true);
    }
    const [first] = files;
    if (first === undefined) throw new Error("there are two");
    const stranger = await openAt(server.url);
    expect(namesOf(await stranger.fetch(first))).toEqual(["index-denied"]);
  });
});

test("other bytes than those that are listed, no answer and another host's file", async () => {
  await using other = await faultyIndex(() => ({ body: "theirs" }));
  await using server = await faultyIndex((request) => {
    if (request === "GET /file") return { body: "ours" };
    return request === "GET /cut" ? "cut" : { status: 404 };
  });
  const { origin } = new URL(server.url);
  const { fetch } = await openAt(server.url.replace("//", "//robot:secret@"));
  const at = (url: string, digest?: string) =>
    fetch({
      filename: "a-1.0-py3-none-any.whl",
      url: new URL(url),
      version: undefined,
      yanked: undefined,
      ...(digest && { digest: digest as NonNullable<IndexFile["digest"]> }),
    });
  // Of another text.
  const another = "sha256:26bef31ca1b2f0fd0f9d2a4d1c2a7d0a5a6b8d3c0d7c7d0f8a5c5b1d1f5b1a11";
  expect(namesOf(await at(`${origin}/file`, another))).toEqual(["index-trouble"]);
  expect(Buffer.from(unwrap(await at(`${origin}/file`))).toString()).toBe("ours");
  expect(namesOf(await at(`${origin}/cut`))).toEqual(["index-trouble"]);
  expect(namesOf(await at(`${origin}/gone`))).toEqual(["index-trouble"]);
  expect(namesOf(await at("http://192.0.2.1/file"))).toEqual(["index-trouble"]);
  expect(server.authorizations[0]).toMatch(/^Basic /);
  expect(Buffer.from(unwrap(await at(`${new URL(other.url).origin}/file`))).toString()).toBe(
    "theirs",
  );
  expect(other.authorizations).toEqual([undefined]);
});
