import { expect, test } from "@jest/globals";
import type { Http } from "@lablink-actions/registries";
import { allocatorAt } from "../src/allocator.ts";
import { account } from "./support.ts";

test("an address may have a path, and the account is sent where it is needed", async () => {
  const asked: (string | undefined)[][] = [];
  const ask: Http = async ({ url, headers }) => {
    asked.push([url.href, headers["authorization"]]);
    throw new Error("no network");
  };
  const address = new URL("https://a.test/lablink/?x#y");
  const allocator = allocatorAt(address, account, ask, ask);
  await allocator.readiness();
  await allocator.destroy();
  expect(asked).toEqual([
    ["https://a.test/lablink/api/health", undefined],
    ["https://a.test/lablink/destroy", `Basic ${btoa("admin:hunter2")}`],
  ]);
});
