import { expect, test } from "@jest/globals";
import { parseImageName } from "@lablink-actions/release-core";
import { openImage } from "../src/open-image.ts";
import { stepInThisProcess } from "./step.ts";

stepInThisProcess();

/** What opening an image with a password refuses; nothing is asked. */
async function refusedFor(host: string, password: string, server?: string) {
  if (server === undefined) delete process.env["GITHUB_SERVER_URL"];
  else process.env["GITHUB_SERVER_URL"] = server;
  const image = parseImageName(`${host}/owner/name`);
  if (!image.ok) throw new Error(`${host} is not a host`);
  const opened = await openImage(image.value, { username: "robot", password });
  return opened.ok ? [] : opened.refusals.map(({ name }) => name);
}

const token = `ghs_${"1".repeat(36)}`;
const enterprise = "https://github.example.invalid";

test.each<[string, string, string | undefined]>([
  ["ghcr.io", token, undefined],
  ["ghcr.io", `github_pat_${"1".repeat(40)}`, "https://github.com"],
  ["containers.github.example.invalid", token, enterprise],
  ["registry.example.invalid", "a password of its own", undefined],
  ["registry.example.invalid", "ghost", enterprise],
])("%s gets %s on %s", async (...given) => {
  expect(await refusedFor(...given)).toEqual([]);
});

test.each<[string, string, string | undefined]>([
  ["registry.example.invalid", token, undefined],
  ["ghcr.io.example.invalid", token, "https://github.com"],
  ["containers.github.example.invalid", token, "https://github.com"],
  ["github.example.invalid", `ghp_${"1".repeat(36)}`, enterprise],
  ["registry.example.invalid", `github_pat_${"1".repeat(40)}`, "not an address"],
])("account-elsewhere: %s does not get %s on %s", async (...given) => {
  expect(await refusedFor(...given)).toEqual(["account-elsewhere"]);
});
