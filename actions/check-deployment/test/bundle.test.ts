import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";
import { serve } from "./support.ts";

const run = (inputs: Readonly<Record<string, string>>, cancelled?: Promise<unknown>) =>
  runAction("check-deployment", {
    event: "dispatch",
    with: inputs,
    ...(cancelled && { cancelled }),
  });

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await run({
    url: "lablink.test",
    "health-path": "//elsewhere.test/x",
    "dns-deadline": "0",
    "http-deadline": "x",
    "https-deadline": "1.5",
    interval: "21601",
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining("LA902 input-invalid: the input url is not an http or https address"),
    expect.stringContaining('LA902 input-invalid: the input health-path is "//elsewhere.test/x"'),
    expect.stringContaining('LA902 input-invalid: the input dns-deadline is "0"'),
    expect.stringContaining('LA902 input-invalid: the input http-deadline is "x"'),
    expect.stringContaining('LA902 input-invalid: the input https-deadline is "1.5"'),
    expect.stringContaining('LA902 input-invalid: the input interval is "21601"'),
  ]);
});

test.each(["/api/health", "/a/b-c.d/"])("%s is a path", async (path) => {
  await using server = await serve((_, response) => response.end('{"status": "healthy"}'));
  const ran = await run({ url: `http://127.0.0.1:${server.port}`, "health-path": path });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { addresses: "127.0.0.1" } });
});

test("a name that nobody has is not known to the real resolver", async () => {
  const ran = await run({ url: "http://nobody.invalid", "dns-deadline": "1", interval: "1" });
  expect(ran.annotations[0]?.message).toMatch(
    /LA649 deployment-unreachable: after 1 s nobody\.invalid still is not known: DNS /,
  );
});

test("a cancellation ends the wait", async () => {
  const asked = Promise.withResolvers<void>();
  await using server = await serve((_, response) => {
    asked.resolve();
    response.writeHead(503).end();
  });
  const url = `http://127.0.0.1:${server.port}`;
  const ran = await run({ url, "http-deadline": "600", interval: "600" }, asked.promise);
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations[0]?.title).toContain("LA998");
});
