import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import type { HttpRequest } from "../src/http.ts";
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

  test.each([
    ["plain HTTP", 'Bearer realm="http://tokens.example/"'],
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
