import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";

function run(inputs: Readonly<Record<string, string>>) {
  return runAction("check-client-vm", { event: "dispatch", with: inputs });
}

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await run({
    "allocator-url": "allocator",
    health: "",
    deadline: "0",
    interval: "1.5",
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining("LA902 input-invalid: the input allocator-url is not an http or https"),
    expect.stringContaining("LA901 input-missing: the input health is empty"),
    expect.stringContaining('LA902 input-invalid: the input deadline is "0"'),
    expect.stringContaining('LA902 input-invalid: the input interval is "1.5"'),
  ]);
});

test.each([
  ["-1", "1e3"],
  ["soon", "9".repeat(7)],
  ["", "21601"],
])("neither %j nor %j is a number of seconds", async (deadline, interval) => {
  const ran = await run({ "allocator-url": "http://a.test", deadline, interval });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA902 input-invalid",
    "LA902 input-invalid",
  ]);
});

test("a VM is requested, seen to be well, and given back", async () => {
  const asked: string[] = [];
  const vm = { hostname: "vm-1", status: "registered", gpu_status: "healthy" };
  await using allocator = await startServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(request.method === "POST" ? 201 : 200).end(JSON.stringify(vm));
  });
  const ran = await run({ "allocator-url": allocator.url });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { hostname: "vm-1" } });
  expect(asked).toEqual(["GET /health", "POST /vms", "GET /vms/vm-1", "DELETE /vms/vm-1"]);
});

test("an allocator that redirects is not followed", async () => {
  await using allocator = await startServer((request, response) => {
    const isHealth = request.url === "/health";
    response.writeHead(isHealth ? 200 : 307, { location: "http://127.0.0.1:1/" }).end();
  });
  const ran = await run({ "allocator-url": allocator.url });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    "LA646 allocator-trouble: to POST /vms the allocator gave 307. Look at the allocator's log.",
  ]);
});

async function startServer(listener: RequestListener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
