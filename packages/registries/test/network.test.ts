import { describe, expect, test } from "@jest/globals";
import { faultyIndex, tried } from "@lablink-actions/testkit";
import { type Http, http } from "../src/http.ts";
import { openIndexAt, patientNetwork, seenOf } from "./support.ts";

/** What an index says that is asked by such an HTTP, and how often it was asked. */
async function ask(answer: Http) {
  let asked = 0;
  const { network, slept } = patientNetwork((request) => {
    asked++;
    return answer(request);
  });
  const index = await openIndexAt("https://index.example/simple", network);
  const seen = seenOf(await index.files("foo"));
  return { asked, slept, seen };
}

const failing =
  (code: string): Http =>
  () =>
    Promise.reject(Object.assign(new Error("x"), { code }));

describe("what no wait of seconds changes is said at once", () => {
  test.each([
    ["DEPTH_ZERO_SELF_SIGNED_CERT", /certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/],
    ["SELF_SIGNED_CERT_IN_CHAIN", /certificate is not trusted/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /certificate is not trusted/],
    ["CERT_HAS_EXPIRED", /certificate is not trusted/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", /certificate is not trusted/],
    ["ENOTFOUND", /its host name does not exist$/],
  ])("%s", async (code, seen) => {
    expect(await ask(failing(code))).toMatchObject({
      asked: 1,
      slept: [],
      seen: expect.stringMatching(seen),
    });
  });

  test("a connection that is refused may be accepted soon, so it is asked again", async () => {
    expect(await ask(failing("ECONNREFUSED"))).toMatchObject({ asked: 5 });
  });
});

describe("a question has a deadline", () => {
  tried(
    "an index that takes the connection and never answers",
    "the message names the deadline, and not the number 23 of the error",
    async () => {
      await using server = await faultyIndex(() => "silence");
      const answer = await ask(({ signal: _, url, ...request }) =>
        http({
          ...request,
          url: new URL(url.pathname, server.url),
          signal: AbortSignal.timeout(50),
        }),
      );
      expect(answer.seen).toMatch(/: the index gave no answer within 30 s$/);
    },
  );

  test("of two minutes, with all waits: no answer is waited for beyond it", async () => {
    const busy: Http = async () => ({
      status: 429,
      headers: new Map([["retry-after", "50"]]),
      body: (async function* () {})(),
    });
    expect(await ask(busy)).toMatchObject({ asked: 3, slept: [50_000, 50_000] });
  });

  test("of 30 s for one request, over all its redirects", async () => {
    const signals = new Set<AbortSignal>();
    const circles: Http = async ({ signal }) => {
      signals.add(signal);
      return {
        status: 302,
        headers: new Map([["location", "?x"]]),
        body: (async function* () {})(),
      };
    };
    expect(await ask(circles)).toMatchObject({
      asked: 5,
      seen: expect.stringContaining("circles"),
    });
    expect(signals.size).toBe(1);
  });
});
