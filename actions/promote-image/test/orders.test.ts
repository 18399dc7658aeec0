/** Who may say what is promoted: the run's trigger and its plan, and nobody else. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@jest/globals";
import {
  type EventName,
  faultyRegistry,
  runAction,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { codesOf, type With } from "./real-registry.ts";

const run = (event: EventName, inputs: With, workspace?: string) =>
  runAction("promote-image", {
    event,
    with: inputs,
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
    ...(workspace !== undefined && { workspace }),
  });

tried(
  "promote-image on a pull request, told to move latest and 9.9.9",
  "Both are refused, and the registry gets no request",
  async () => {
    await using registry = await faultyRegistry(() => undefined);
    const image = `${registry.host}/owner/name`;
    const ran = await run("pull-request", {
      source: `${image}@${registry.digest}`,
      tags: `${image}:latest\n${image}:9.9.9`,
    });
    expect(codesOf(ran)).toEqual(["LA409", "LA409"]);
    expect(registry.requests).toEqual([]);
  },
);

/** A run with one planned image, whose artifact another job has replaced. */
async function withArtifact(files: (host: string) => Readonly<Record<string, string>>) {
  await using planned = await faultyRegistry(() => undefined);
  await using other = await faultyRegistry(() => undefined);
  await using folder = await temporaryDirectory();
  await mkdir(join(folder.path, "verified"));
  for (const [name, text] of Object.entries(files(other.host))) {
    await writeFile(join(folder.path, "verified", name), text);
  }
  const plan = {
    id: "name",
    image: `${planned.host}/owner/name`,
    platform: "linux/amd64",
    package: "name",
    "version-input": "version",
    version: "0.2.0",
    tags: "{version}\nlatest",
  };
  const account = { username: "robot", password: "not-a-secret" };
  const inputs = { planned: JSON.stringify([plan]), verified: "verified", ...account };
  const ran = await run("dispatch-prod", inputs, folder.path);
  return { codes: codesOf(ran), asked: [...planned.requests, ...other.requests] };
}

tried(
  "An artifact that another job has replaced by orders for another host",
  "It is refused, because only a digest is taken from it, and no host gets a request",
  async () => {
    const { codes, asked } = await withArtifact((host) => ({
      "name.digest": JSON.stringify([
        { source: `${host}/owner/name@sha256:${"1".repeat(64)}`, tags: [`${host}/owner/name:1`] },
      ]),
    }));
    expect({ codes, asked }).toEqual({ codes: ["LA902"], asked: [] });
  },
);

tried(
  "An artifact of an image that this call did not plan",
  "It is refused, and no host gets a request",
  async () => {
    const { codes, asked } = await withArtifact(() => ({
      "name.digest": `sha256:${"1".repeat(64)}`,
      "other.digest": `sha256:${"2".repeat(64)}`,
    }));
    expect({ codes, asked }).toEqual({ codes: ["LA712"], asked: [] });
  },
);

tried(
  "An artifact with the digest of an image that nobody built in this run",
  "No tag moves, because the candidate's tag names another image",
  async () => {
    await using registry = await faultyRegistry(
      () => undefined,
      ["latest", `linux-amd64-${"1".repeat(40)}`],
    );
    await using folder = await temporaryDirectory();
    await mkdir(join(folder.path, "verified"));
    await writeFile(join(folder.path, "verified", "name.digest"), registry.digest);
    const plan = {
      id: "name",
      image: `${registry.host}/owner/name`,
      platform: "linux/amd64",
      package: "name",
      "version-input": "version",
      version: "0.2.0",
      tags: "{version}\nlatest",
    };
    const inputs = { planned: JSON.stringify([plan]), verified: "verified", sha: "1".repeat(40) };
    const ran = await run("dispatch-prod", inputs, folder.path);
    expect(codesOf(ran)).toContain("LA713");
    expect(registry.requests.filter((request) => /^(?:PUT|POST)/.test(request))).toEqual([]);
  },
);
