import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { cancelled } from "../src/cancellation.ts";
import { httpDespiteCancellation, network, patientNetwork } from "../src/network.ts";
import { stepInThisProcess } from "./step.ts";

const step = stepInThisProcess();

test("a request leaves a line in the debug log, without its query", async () => {
  process.env["RUNNER_DEBUG"] = "1";
  const server = createServer((_, response) => response.writeHead(404).end()).listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/a?token=hunter2`);
  const signal = AbortSignal.timeout(10_000);
  const request = { method: "GET", url, headers: {}, signal } as const;
  const { status } = await network.http(request);
  expect(status).toBe(404);
  server.closeAllConnections();
  server.close();
  await expect(network.http({ ...request, url: new URL("http://127.0.0.1:1/") })).rejects.toThrow();
  const lines = step.read().commands.map(({ data }) => data);
  expect(lines).toEqual([
    expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/a\?… → 404 after \d+ ms$/),
    expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:1\/ → .*ECONNREFUSED.* after \d+ ms$/),
  ]);
});

// The last test of this file: the cancellation is for good.
test("after a cancellation of the run, only requests that give something back or finish something are sent", async () => {
  const server = createServer((_, response) => response.end()).listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/`);
  const request = {
    method: "DELETE",
    url,
    headers: {},
    signal: AbortSignal.timeout(10_000),
  } as const;
  const { aborted } = cancelled();
  const [impatient, patient, hurried] = [patientNetwork(), patientNetwork(), patientNetwork()];
  patient.goOnFor(60_000);
  hurried.goOnFor(1);
  process.emit("SIGINT");
  // A second signal, as the runner sends it, changes nothing.
  process.emit("SIGTERM");
  await expect(impatient.network.http(request)).rejects.toThrow("the run was cancelled (SIGINT)");
  await expect(hurried.network.sleep(60_000)).rejects.toMatchObject({ name: "AbortError" });
  expect((await patient.network.http(request)).status).toBe(200);
  // Counted from the cancellation, not from the call.
  patient.goOnFor(1);
  await expect(patient.network.sleep(60_000)).rejects.toMatchObject({ name: "AbortError" });
  await expect(network.http(request)).rejects.toThrow("the run was cancelled (SIGINT)");
  await expect(network.sleep(10_000)).rejects.toMatchObject({ name: "AbortError" });
  const { status } = await httpDespiteCancellation(request);
  expect([aborted, status]).toEqual([false, 200]);
  server.closeAllConnections();
  server.close();
});
