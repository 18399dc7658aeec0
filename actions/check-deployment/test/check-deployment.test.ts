import { describe, expect, test } from "@jest/globals";
import { tried } from "@lablink-actions/testkit";
import { check, LateServer, serve } from "./support.ts";

const absent = Object.assign(new Error("…"), { code: "ENOTFOUND" });

describe("DNS", () => {
  test("a name that is not there at first is waited for, and said", async () => {
    await using server = await serve((_, response) => response.end("hello"));
    let looks = 0;
    const { result, said } = await check({
      url: "http://localhost/",
      ports: { http: server.port },
      lookup: async () => {
        looks++;
        if (looks < 3) throw absent;
        return ["192.0.2.1", "2001:db8::1"];
      },
    });
    expect(said).toEqual([
      "localhost is not known: DNS has no such host: 0 s of 300 s",
      "localhost is not known: DNS has no such host: 10 s of 300 s",
    ]);
    expect(result).toEqual({
      ok: true,
      value: {
        outputs: { addresses: "192.0.2.1\n2001:db8::1" },
        title: "Deployment at http://localhost",
        facts: [
          ["DNS", "192.0.2.1\n2001:db8::1"],
          ["HTTP", "200"],
        ],
        warnings: [],
      },
    });
  });

  test.each([
    ["ENOTFOUND", "DNS has no such host"],
    ["EAI_AGAIN", "DNS gives no answer"],
  ])("a name that never is there (%s) is refused, and nothing else is asked", async (code, why) => {
    const { refusals, said, time } = await check({
      url: "https://lablink.test/",
      lookup: () => Promise.reject(Object.assign(new Error("…"), { code })),
    });
    expect(refusals).toEqual([
      {
        name: "deployment-unreachable",
        seen: `after 300 s lablink.test still is not known: ${why}`,
        remedy:
          "Check the record of the name at its DNS provider. A new one may take longer: run this job again.",
      },
    ]);
    expect([said.length, time]).toEqual([30, 300]);
  });

  test("no address in the answer is no answer", async () => {
    const { seen } = await check({ url: "http://a.test/", lookup: async () => [] });
    expect(seen).toEqual(["after 300 s a.test still is not known: DNS has no address for it"]);
  });

  test("an address needs no DNS", async () => {
    await using server = await serve((_, response) => response.end());
    const lookup = () => Promise.reject(new Error("asked"));
    const { result } = await check({ url: `http://127.0.0.1:${server.port}`, lookup });
    expect(result).toMatchObject({ ok: true, value: { outputs: { addresses: "127.0.0.1" } } });
  });
});

describe("HTTP", () => {
  tried(
    "a server that comes up after a while and answers 502 at first, as a proxy does before its application is there",
    "each state is said, and the deployment passes",
    async () => {
      let status = 502;
      await using server = await LateServer.at((_, response) => response.writeHead(status).end());
      const url = `http://127.0.0.1:${server.port}/`;
      const { result, said } = await check({
        url,
        at: { 20: () => server.start(), 40: async () => (status = 200) },
      });
      expect(said).toEqual([
        `${url} refuses the connection: 0 s of 120 s`,
        `${url} refuses the connection: 10 s of 120 s`,
        `${url} answers 502: 20 s of 120 s`,
        `${url} answers 502: 30 s of 120 s`,
      ]);
      expect(result).toMatchObject({ ok: true, value: { warnings: [] } });
    },
  );

  test("a server that never comes up is refused with what was seen last", async () => {
    await using server = await LateServer.at(() => {});
    const { refusals } = await check({ url: `http://127.0.0.1:${server.port}/?token=x` });
    await server.start();
    expect(refusals).toEqual([
      {
        name: "deployment-unreachable",
        seen: `after 120 s http://127.0.0.1:${server.port}/ still refuses the connection`,
        remedy: expect.stringContaining("Look at the log of the machine's start"),
      },
    ]);
  });

  test.each([201, 204, 302, 307, 401, 404, 500, 502, 503])("%d does not pass", async (status) => {
    await using server = await serve((_, response) =>
      response.writeHead(status, { location: "/x" }).end(),
    );
    const url = `http://127.0.0.1:${server.port}/`;
    expect((await check({ url })).seen).toEqual([`after 120 s ${url} still answers ${status}`]);
  });

  test.each([301, 308])("%d to https of its own passes", async (status) => {
    await using server = await serve((_, response) =>
      response.writeHead(status, { location: "https://localhost/" }).end(),
    );
    const { result } = await check({ url: "http://localhost/", ports: { http: server.port } });
    expect(result).toMatchObject({
      ok: true,
      value: {
        facts: [
          ["DNS", "127.0.0.1"],
          ["HTTP", `${status}, which leads to https://localhost/`],
        ],
        warnings: ["HTTP leads to https, which was not asked: give url with https"],
      },
    });
  });

  test.each([
    ["to itself", "/", "to itself"],
    ["to another host", "https://elsewhere.test/", "to another host, elsewhere.test"],
    ["to a host whose name begins alike", "//localhost.test", "to another host, localhost.test"],
  ])("a redirect %s is refused at once, and not followed", async (_, location, seen) => {
    await using server = await serve((_request, response) =>
      response.writeHead(301, { location }).end(),
    );
    const checked = await check({ url: "http://localhost/", ports: { http: server.port } });
    expect(checked.seen).toEqual([`http://localhost/ answers 301, which leads ${seen}`]);
    expect(checked.time).toBe(0);
  });

  test.each([undefined, "http://"])(
    "a redirect without an address (%s) does not pass",
    async (location) => {
      await using server = await serve((_, response) =>
        response.writeHead(301, location === undefined ? {} : { location }).end(),
      );
      const { seen } = await check({ url: `http://127.0.0.1:${server.port}` });
      expect(seen).toEqual([
        expect.stringContaining("still answers 301 without an address to go to"),
      ]);
    },
  );

  test("an answer that is cut, not HTTP, or endless is seen for what it is", async () => {
    let bytes = 0;
    await using server = await serve((request, response) => {
      if (request.url === "/cut") return request.socket.resetAndDestroy();
      if (request.url === "/other") return request.socket.end("SSH-2.0-OpenSSH\r\n");
      const more = () => {
        bytes += 65_536;
        if (response.writable) response.write(Buffer.alloc(65_536), more);
      };
      more();
      return undefined;
    });
    const at = (path: string) => check({ url: `http://127.0.0.1:${server.port}${path}` });
    expect((await at("/cut")).seen).toEqual([expect.stringContaining("still cuts the connection")]);
    expect((await at("/other")).seen).toEqual([
      expect.stringMatching(/still answers something that is not HTTP \(HPE_\w+\)$/),
    ]);
    expect((await at("/endless")).result.ok).toBe(true);
    expect(bytes).toBeLessThan(100 * 1024 * 1024);
  });
});

describe("HTTPS", () => {
  async function checkBoth(status: number, location: string) {
    await using plain = await serve((_, response) =>
      response.writeHead(308, { location: "https://localhost/" }).end(),
    );
    await using secure = await serve((_, response) =>
      response.writeHead(status, { location }).end(),
    );
    return await check({
      url: "https://localhost/",
      ports: { http: plain.port, https: secure.port },
    });
  }

  test.each([
    [200, "", "200"],
    [301, "/admin", "301, which leads to https://localhost/admin"],
    [302, "https://sign-in.test/?x=y", "302, which leads to https://sign-in.test/"],
  ])("%d to %j passes after HTTP", async (status, location, seen) => {
    const { result } = await checkBoth(status, location);
    expect(result).toMatchObject({
      ok: true,
      value: {
        facts: [
          ["DNS", "127.0.0.1"],
          ["HTTP", "308, which leads to https://localhost/"],
          ["HTTPS", seen],
        ],
        warnings: [],
      },
    });
  });

  test.each([
    ["https://localhost/#top", "to itself"],
    ["http://localhost/", "back to http"],
  ])("a redirect to %s goes in a circle, and is refused at once", async (location, seen) => {
    const { refusals, time } = await checkBoth(301, location);
    expect(refusals).toEqual([
      {
        name: "deployment-unreachable",
        seen: `https://localhost/ answers 301, which leads ${seen}`,
        remedy: "A browser would never arrive. Correct the redirects of the server or the proxy.",
      },
    ]);
    expect(time).toBe(0);
  });

  test("308 does not pass, as HTTPS leads nowhere better", async () => {
    const { seen } = await checkBoth(308, "https://localhost/");
    expect(seen).toEqual(["after 180 s https://localhost/ still answers 308"]);
  });
});

describe("health", () => {
  test("is asked below the address until it is healthy", async () => {
    const answers: [number, string][] = [
      [404, "<html>"],
      [503, '{"status": "starting"}'],
      [200, "{}"],
      [200, '{"status": "healthy", "checks": {}}'],
    ];
    const asked: string[] = [];
    await using server = await serve((request, response) => {
      asked.push(request.url ?? "");
      const [status, body] = request.url === "/a/" ? [200, ""] : (answers.shift() ?? [500, ""]);
      response.writeHead(status).end(body);
    });
    const origin = `http://127.0.0.1:${server.port}`;
    const { result, said } = await check({ url: `${origin}/a/`, healthPath: "/api/health" });
    expect(said).toEqual([
      `${origin}/a/api/health answers 404 without a status in JSON: 0 s of 120 s`,
      `${origin}/a/api/health answers 503, and its status is starting: 10 s of 120 s`,
      `${origin}/a/api/health answers 200 without a status in JSON: 20 s of 120 s`,
    ]);
    expect(result).toMatchObject({
      ok: true,
      value: {
        facts: [
          ["DNS", "127.0.0.1"],
          ["HTTP", "200"],
          ["Health", "healthy"],
        ],
      },
    });
    expect(new Set(asked)).toEqual(new Set(["/a/", "/a/api/health"]));
  });

  test("a report that is too long is none", async () => {
    await using server = await serve((_, response) => response.end("x".repeat(70_000)));
    const { seen } = await check({
      url: `http://127.0.0.1:${server.port}`,
      healthPath: "/api/health",
    });
    expect(seen).toEqual([expect.stringContaining("gives no answer (more than 65536 bytes)")]);
  });
});
