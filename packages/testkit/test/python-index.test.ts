import { readdir } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import {
  buildExamplePackage,
  describeWith,
  faultyIndex,
  indexAccount,
  startPythonIndex,
  temporaryDirectory,
} from "../src/index.ts";

describeWith(["pypi-server", "uv"], "a Python index", () => {
  test("lists what is built into its folder, and stops at the end of its block", async () => {
    await using folder = await temporaryDirectory();
    let url: string;
    {
      await using index = await startPythonIndex({ directory: folder.path });
      url = `${index.url}/lablink-client-service/`;
      expect((await fetch(url)).status).toBe(404);
      await buildExamplePackage("client", folder.path, "9.8.7");
      expect(await (await fetch(url)).text()).toContain(">lablink_client_service-9.8.7.tar.gz<");
    }
    const files = await readdir(folder.path);
    expect(files.filter((name) => !name.startsWith(".")).sort()).toEqual([
      "lablink_client_service-9.8.7-py3-none-any.whl",
      "lablink_client_service-9.8.7.tar.gz",
    ]);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("requires the account's password", async () => {
    await using folder = await temporaryDirectory();
    await using index = await startPythonIndex({ directory: folder.path, login: true });
    const ask = async (password: string) => {
      const basic = Buffer.from(`${indexAccount.username}:${password}`).toString("base64");
      return (await fetch(`${index.url}/`, { headers: { authorization: `Basic ${basic}` } }))
        .status;
    };
    expect((await fetch(`${index.url}/`)).status).toBe(401);
    expect(await ask("wrong")).toBe(403);
    expect(await ask(indexAccount.password)).toBe(200);
  });
});

test("a faulty index gives the answers of its function", async () => {
  await using index = await faultyIndex((request, before) =>
    request === "GET /simple/cut/" ? "cut" : { status: 500 + before, body: "no" },
  );
  await expect((await fetch(`${index.url}/cut/`)).text()).rejects.toThrow();
  expect((await fetch(`${index.url}/a/`)).status).toBe(500);
  const again = await fetch(`${index.url}/a/`, { headers: { authorization: "Basic eA==" } });
  expect([again.status, await again.text()]).toEqual([501, "no"]);
  expect(index.requests).toEqual(["GET /simple/cut/", "GET /simple/a/", "GET /simple/a/"]);
  expect(index.authorizations).toEqual([undefined, undefined, "Basic eA=="]);
});
