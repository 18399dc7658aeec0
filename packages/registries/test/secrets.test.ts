import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import {
  describeWith,
  listen,
  registryAccount,
  startRegistry,
  tried,
} from "@lablink-actions/testkit";
import { type HttpRequest, http } from "../src/http.ts";
import { namesOf, open, patientNetwork, seenOf } from "./support.ts";

const account = { username: "robot", password: "hunter2" };
const image = "registry.example/owner/name";

/** A network of these answers. */
function answering(answer: (request: HttpRequest) => Response) {
  return patientNetwork(async (request) => {
    const { status, headers, body } = answer(request);
    return { status, headers: new Map(headers), body: body ?? Readable.from([]) };
  });
}

/** A network that answers by URL, and records who got which credentials. */
function scripted(answers: Readonly<Record<string, () => Response>>) {
  const shown: string[] = [];
  const { network, masked } = answering(({ method, url: { href: url }, headers }) => {
    const { authorization } = headers;
    shown.push(`${method} ${url} ${authorization?.split(" ")[0] ?? "nobody"}`);
    const key = Object.keys(answers).find((start) => url.startsWith(start));
    const bearer = authorization?.startsWith("Bearer");
    const answer = bearer ? answers[`bearer ${key}`] : undefined;
    return (answer ?? answers[key ?? ""] ?? (() => new Response("{}")))();
  });
  return { network, shown, masked };
}

function challenge(value: string): () => Response {
  return () => new Response("", { status: 401, headers: { "www-authenticate": value } });
}

const registry = "https://registry.example/";
const realm = 'Bearer realm="https://tokens.example/",service="registry"';

describe("credentials", () => {
  test("go to the address for tokens, and the token to the registry", async () => {
    const { network, shown, masked } = scripted({
      [registry]: challenge(realm),
      [`bearer ${registry}`]: () => new Response('{"tags":["a"]}'),
      "https://tokens.example/": () => new Response('{"access_token":"secret-token"}'),
    });
    expect(await open(image, account, network).listTags()).toEqual({ ok: true, value: ["a"] });
    const list = "GET https://registry.example/v2/owner/name/tags/list?n=1000";
    const scope = "service=registry&scope=repository%3Aowner%2Fname%3Apull";
    expect(shown).toEqual([
      `${list} nobody`,
      `GET https://tokens.example/?${scope} Basic`,
      `${list} Bearer`,
      `${list}&last=a Bearer`,
    ]);
    expect(masked).toEqual(["secret-token"]);
  });

  test("are asked for again if a token has expired", async () => {
    const given: string[] = [];
    let valid = "";
    const { network } = answering(({ url, headers }) => {
      if (url.origin === "https://tokens.example") {
        given.push(`token-${given.length}`);
        valid = given.at(-1) ?? "";
        return new Response(JSON.stringify({ token: valid }));
      }
      return headers["authorization"] === `Bearer ${valid}`
        ? new Response('{"tags":[]}')
        : challenge(realm)();
    });
    const repository = open(image, account, network);
    expect((await repository.listTags()).ok).toBe(true);
    expect((await repository.listTags()).ok).toBe(true);
    valid = "another";
    expect((await repository.listTags()).ok).toBe(true);
    expect(given).toEqual(["token-0", "token-1"]);
  });

  test("are asked for once, however many requests need them at the same time", async () => {
    const { network, shown } = scripted({
      [registry]: challenge(realm),
      [`bearer ${registry}`]: () => new Response("{}"),
      "https://tokens.example/": () => new Response('{"token":"secret-token"}'),
    });
    const repository = open(image, account, network);
    const tags = Array.from({ length: 30 }, (_, index) => `0.${index}`);
    await Promise.all(tags.map((tag) => repository.readManifest(tag)));
    expect(shown.filter((line) => line.includes("tokens.example"))).toHaveLength(1);
    expect(shown.filter((line) => line.endsWith("Bearer"))).toHaveLength(30);
  });

  test("do not follow a redirect to another host", async () => {
    const { network, shown } = scripted({
      [registry]: challenge(realm),
      [`bearer ${registry}`]: () =>
        new Response("", { status: 307, headers: { location: "https://storage.example/x" } }),
      "https://tokens.example/": () => new Response('{"token":"secret-token"}'),
      "https://storage.example/": () => new Response('{"tags":["a"]}'),
    });
    expect(await open(image, account, network).listTags()).toEqual({ ok: true, value: ["a"] });
    expect(shown.at(-1)).toBe("GET https://storage.example/x nobody");
  });

  test("and a redirect to plain HTTP is not followed", async () => {
    const { network, shown } = scripted({
      [registry]: () =>
        new Response("", { status: 307, headers: { location: "http://registry.example/x" } }),
    });
    expect(seenOf(await open(image, account, network).listTags())).toMatch(/not safe/);
    expect(shown.filter((line) => line.includes("http://"))).toEqual([]);
  });

  test.each(["Basic realm=x", 'Bearer realm="https://tokens.storage.example/"'])(
    "do not go to a host that the registry redirects to, not even after a login, if it asks with %s",
    async (value) => {
      const { network, shown } = scripted({
        [registry]: challenge(realm),
        [`bearer ${registry}`]: () =>
          new Response("", { status: 307, headers: { location: "https://storage.example/x" } }),
        "https://tokens.example/": () => new Response('{"token":"secret-token"}'),
        "https://storage.example/": challenge(value),
      });
      const result = await open(image, account, network).readManifest("1.0");
      expect(namesOf(result)).toEqual(["registry-trouble"]);
      expect(seenOf(result)).toContain(
        "the registry redirected to https://storage.example, which wants a login and gets none",
      );
      const hosts = shown.map((line) => line.replace(/^GET https:..([a-z.]+).* /, "$1 "));
      expect(hosts).toEqual([
        "registry.example nobody",
        "tokens.example Basic",
        "registry.example Bearer",
        "storage.example nobody",
      ]);
    },
  );

  test("do not follow the server of tokens to another host, whose token is not used", async () => {
    const { network, shown } = scripted({
      [registry]: challenge(realm),
      "https://tokens.example/": () =>
        new Response("", { status: 307, headers: { location: "https://storage.example/x" } }),
      "https://storage.example/": () => new Response('{"token":"secret-token"}'),
    });
    const result = await open(image, account, network).listTags();
    expect(namesOf(result)).toEqual(["registry-trouble"]);
    expect(shown.at(-1)).toBe("GET https://storage.example/x nobody");
  });

  test("do not go to another host where an upload would be", async () => {
    const { network, shown } = scripted({
      [registry]: challenge(realm),
      [`bearer ${registry}`]: () =>
        new Response("", { status: 202, headers: { location: "https://storage.example/upload" } }),
      "https://tokens.example/": () => new Response('{"token":"secret-token"}'),
    });
    expect((await open(image, account, network).probeWriting()).ok).toBe(true);
    expect(shown.filter((line) => line.includes("storage.example"))).toEqual([]);
  });

  test.each([
    ["plain HTTP", 'Bearer realm="http://tokens.example/"'],
    ["this machine, by plain HTTP", 'Bearer realm="http://127.0.0.1:8080/"'],
    ["no address", "Bearer realm=nonsense"],
  ])("are not sent for tokens to %s", async (_name, value) => {
    const { network, shown } = scripted({ [registry]: challenge(value) });
    expect(namesOf(await open(image, account, network).listTags())).toEqual(["registry-trouble"]);
    expect(shown).toHaveLength(1);
  });

  test.each(["", "{}", '{"token":""}', '{"token":"a\\nb"}'])(
    "are of no use if the token is %j",
    async (body) => {
      const { network } = scripted({
        [registry]: challenge(realm),
        "https://tokens.example/": () => new Response(body),
      });
      expect(seenOf(await open(image, account, network).listTags())).toMatch(/gave no token/);
    },
  );

  test("are of no use if the token is not text, and it is not shown", async () => {
    const { network } = scripted({
      [registry]: challenge(realm),
      "https://tokens.example/": () => new Response('{"token":["hunter3"]}'),
    });
    const seen = seenOf(await open(image, account, network).listTags());
    expect(seen).toContain("gave no token: token must be text or empty, and is a list");
    expect(seen).not.toContain("hunter3");
  });

  test("that are refused are not sent again and again", async () => {
    const { network, shown } = scripted({ [registry]: challenge("Basic realm=x") });
    expect(namesOf(await open(image, account, network).listTags())).toEqual(["registry-denied"]);
    expect(shown).toHaveLength(2);
  });
});

describeWith("docker-registry", "with a real registry", () => {
  tried(
    "a registry that redirects to a docker-registry, which asks for a login",
    "the other host gets no password",
    async () => {
      await using there = await startRegistry({ login: "basic" });
      await using here = await listen(({ url }, response) => {
        response.writeHead(307, { location: `http://${there.host}${url}` }).end();
      });
      const shown: string[] = [];
      const { network } = patientNetwork((request) => {
        const { authorization = "nobody" } = request.headers;
        shown.push(`${request.url.host} ${authorization}`);
        return http(request);
      });
      const { host } = new URL(here.url);
      const repository = open(`${host}/owner/name`, registryAccount, network);
      for (const result of [await repository.readManifest("1.0"), await repository.listTags()]) {
        expect(namesOf(result)).toEqual(["registry-trouble"]);
      }
      expect(new Set(shown)).toEqual(new Set([`${host} nobody`, `${there.host} nobody`]));
    },
  );
});

test.each([
  ["localhost:5000/owner/name", "http://localhost:5000/v2/owner/name/"],
  ["127.0.0.1:5000/owner/name", "http://127.0.0.1:5000/v2/owner/name/"],
  ["[::1]:5000/owner/name", "http://[::1]:5000/v2/owner/name/"],
  ["127.0.0.1.example/owner/name", "https://127.0.0.1.example/v2/owner/name/"],
  ["registry.example:5000/owner/name", "https://registry.example:5000/v2/owner/name/"],
  ["docker.io/owner/name", "https://registry-1.docker.io/v2/owner/name/"],
])("%s is asked at %s", async (name, address) => {
  const { network, shown } = scripted({});
  await open(name, undefined, network).listTags();
  expect(shown[0]).toBe(`GET ${address}tags/list?n=1000 nobody`);
});
