import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { tried } from "@lablink-actions/testkit";
import { type HttpRequest, http } from "../src/http.ts";

/** Sends one request to a server; what was answered, with the body as text. */
async function ask(listener: RequestListener, request: Partial<HttpRequest> = {}) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const signal = AbortSignal.timeout(10_000);
    const url = new URL(`http://127.0.0.1:${port}/a?b`);
    const answer = await http({ method: "GET", url, headers: {}, signal, ...request });
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    return { ...answer, text: Buffer.concat(chunks).toString() };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a request arrives unchanged, with the length of its body", async () => {
  const seen: unknown[] = [];
  const body = Buffer.from("hé");
  const { status, text } = await ask(
    async (request, response) => {
      const { method, url, headers } = request;
      seen.push(method, url, headers["x-own"], headers["content-length"]);
      seen.push((await buffer(request)).equals(body));
      response.writeHead(201).end("done");
    },
    { method: "PUT", headers: { "x-own": "1" }, body },
  );
  expect(seen).toEqual(["PUT", "/a?b", "1", "3", true]);
  expect([status, text]).toEqual([201, "done"]);
});

test("headers are known by their names in lower case, several of one name as one", async () => {
  const { headers } = await ask((_, response) => {
    response
      .writeHead(
        200,
        [
          ["Link", "<a>"],
          ["link", "<b>"],
          ["X-One", "1"],
        ].flat(),
      )
      .end();
  });
  expect([headers.get("link"), headers.get("x-one")]).toEqual(["<a>, <b>", "1"]);
});

test("a redirect is an answer, and not followed", async () => {
  const { status, headers } = await ask((_, response) => {
    response.writeHead(307, { location: "http://127.0.0.1:1/" }).end();
  });
  expect([status, headers.get("location")]).toEqual([307, "http://127.0.0.1:1/"]);
});

test("a packed answer is unpacked, and a damaged one is an error", async () => {
  const packed = gzipSync("text");
  const gzip = { "content-encoding": "gzip" };
  expect(await ask((_, response) => response.writeHead(200, gzip).end(packed))).toMatchObject({
    text: "text",
  });
  await expect(
    ask((_, response) => response.writeHead(200, gzip).end(packed.subarray(0, 12))),
  ).rejects.toThrow();
});

test("an answer that is cut, and one that does not come in time, are errors", async () => {
  const long = { "content-length": "100" };
  await expect(
    ask((_, response) => {
      response.writeHead(200, long).write("a");
      response.destroy();
    }),
  ).rejects.toThrow();
  const signal = AbortSignal.timeout(100);
  await expect(ask(() => {}, { signal })).rejects.toMatchObject({ name: "TimeoutError" });
  await expect(
    ask((_, response) => response.writeHead(200, long).write("a"), {
      signal: AbortSignal.timeout(100),
    }),
  ).rejects.toMatchObject({ name: "TimeoutError" });
});

tried(
  "a registry that answers 101 Switching Protocols, at which Node closes the connection without an error",
  "it is a connection that failed, and not a step that ends red without a word",
  async () => {
    const answer = ask((request) => {
      request.socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
      );
    });
    await expect(answer).rejects.toThrow("the connection was closed");
  },
);
