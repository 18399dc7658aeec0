import { expect, test } from "@jest/globals";
import {
  describeWith,
  digestAt,
  faultyRegistry,
  pushImage,
  pushIndex,
  registryAccount,
  startRegistry,
} from "../src/index.ts";

const { username, password } = registryAccount;
const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

describeWith(["docker-registry", "openssl"], "a registry", () => {
  test("keeps what is pushed, and stops at the end of its block", async () => {
    let host: string;
    {
      await using registry = await startRegistry();
      host = registry.host;
      const image = await pushImage(registry, "owner/name", "one", "1.0");
      expect(await pushImage(registry, "owner/name", "two")).not.toBe(image);
      const index = await pushIndex(registry, "owner/name", "three", "latest");
      expect(index.children).toHaveLength(2);
      expect(await digestAt(registry, "owner/name", "1.0")).toBe(image);
      expect(await digestAt(registry, "owner/name", "latest")).toBe(index.digest);
      expect(await digestAt(registry, "owner/name", "2.0")).toBeUndefined();
    }
    await expect(fetch(`http://${host}/v2/`)).rejects.toThrow();
  });

  test("requires the account's password", async () => {
    await using registry = await startRegistry({ login: "basic" });
    const url = `http://${registry.host}/v2/`;
    expect((await fetch(url)).headers.get("www-authenticate")).toMatch(/^Basic /);
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
    await pushImage(registry, "owner/name", "one");
  });

  test("requires a token, which lets anybody read and only the account write", async () => {
    await using registry = await startRegistry({ login: "token" });
    await pushImage(registry, "owner/name", "one", "1.0");
    const list = `http://${registry.host}/v2/owner/name/tags/list`;
    const challenge = (await fetch(list)).headers.get("www-authenticate");
    const realm = /^Bearer realm="([^"]+)"/.exec(challenge ?? "")?.[1];
    const status = async (login: string | undefined, actions: string, method = "GET") => {
      const scope = `${realm}?scope=repository:owner/name:${actions}`;
      const given = await fetch(scope, login ? { headers: { authorization: login } } : {});
      const { token } = (await given.json()) as { token?: string };
      const url = method === "GET" ? list : list.replace("tags/list", "blobs/uploads/");
      return (await fetch(url, { method, headers: { authorization: `Bearer ${token}` } })).status;
    };
    expect(await status(undefined, "pull")).toBe(200);
    expect(await status(undefined, "pull,push", "POST")).toBe(401);
    expect(await status(authorization, "pull,push", "POST")).toBe(202);
    expect(await status("Basic bm9ib2R5", "pull")).toBe(401);
  });
});

test("a faulty registry is a registry, except for its faults", async () => {
  await using registry = await faultyRegistry(
    (request, before) => (request.startsWith("PUT") && before === 0 ? "cut" : undefined),
    ["1.0"],
  );
  const url = `http://${registry.host}/v2/owner/name/manifests/1.0`;
  await expect(fetch(url, { method: "PUT", body: "{}" })).rejects.toThrow();
  expect((await fetch(url, { method: "PUT", body: "{}" })).status).toBe(201);
  expect(await (await fetch(url)).text()).toBe("{}");
  expect(registry.requests).toHaveLength(3);
});
