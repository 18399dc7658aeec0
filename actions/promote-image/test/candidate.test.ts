/** Compares what was planned with what the registry has. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  copyTag,
  describeWith,
  pushAttested,
  pushIndex,
  startRegistry,
  type TestRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { codesOf, list, repositoryIn, run, type With } from "./real-registry.ts";

describeWith("docker-registry", "what was planned, in a real registry:", () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(async () => registry[Symbol.asyncDispose]());
  const repository = () => repositoryIn(registry);

  const commit = "1".repeat(40);
  const candidate = `linux-amd64-${commit}`;

  /** Runs the bundle on a plan of one image, with a digest that was verified. */
  async function runPlan(one: ReturnType<typeof repositoryIn>, digest: string, more: With = {}) {
    await using folder = await temporaryDirectory();
    await mkdir(join(folder.path, "verified"));
    await writeFile(join(folder.path, "verified", "name.digest"), `${digest}\n`);
    const plan = {
      id: "name",
      image: one.image,
      platform: "linux/amd64",
      package: "name",
      "version-input": "version",
      version: "0.2.0",
      tags: "{version}\n{platform}-{version}\n{platform}-{sha}\nlatest",
    };
    const inputs = { planned: JSON.stringify([plan]), verified: "verified", sha: commit, ...more };
    return await run(inputs, {}, folder.path);
  }

  test("this commit's build gets all tags, and keeps its candidate's", async () => {
    const one = repository();
    const digest = await one.push("one", candidate);
    const ran = await runPlan(one, digest);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(list(ran, "promoted")).toEqual(["linux-amd64-0.2.0", "0.2.0", "latest"]);
    expect(list(ran, "unchanged")).toEqual([candidate]);
  });

  test("what was released before, from another commit, gets no tag of this one", async () => {
    const one = repository();
    const digest = await one.push("one", "linux-amd64-0.2.0");
    const ran = await runPlan(one, digest);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(list(ran, "promoted")).toEqual(["0.2.0", "latest"]);
    expect(list(ran, "unchanged")).toEqual(["linux-amd64-0.2.0"]);
    expect(await one.at(candidate)).toBeUndefined();
  });

  test("an image in the index that the version names is a release, and keeps that index", async () => {
    const one = repository();
    const { digest, children } = await pushIndex(registry, one.path, "one", "0.2.0");
    const [amd64 = "", arm64 = ""] = children;
    const other = await runPlan(one, arm64);
    // It is there for another platform than the planned one.
    expect(codesOf(other)).toEqual(["LA709"]);
    // The plan has one of the two platforms, so the version would name another index.
    expect(codesOf(await runPlan(one, amd64))).toEqual(["LA704"]);
    expect(await one.at("0.2.0")).toBe(digest);
  });

  test("a candidate that is an index of just the verified image is what gets the tags", async () => {
    const one = repository();
    const platform = { os: "linux", architecture: "amd64" };
    const { digest, children } = await pushAttested(registry, one.path, "one", platform);
    await copyTag(registry, one.path, digest, candidate);
    const ran = await runPlan(one, children[0] ?? "");
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(await one.at("latest")).toBe(digest);
    // Its provenance is in the same index, but it is not an image of the platform.
    expect(codesOf(await runPlan(one, children[1] ?? ""))).toEqual(["LA709"]);
  });

  test("any other digest moves no tag, although the registry has it", async () => {
    const one = repository();
    const other = await one.push("other", "0.1.0");
    const digest = await one.push("one", candidate);
    const ran = await runPlan(one, other);
    expect(codesOf(ran)).toEqual(["LA713"]);
    expect(ran.annotations[0]?.message).toContain(
      `${one.image}@${other} was verified, but this commit's build was pushed to ${one.image}:${candidate}, which is ${digest}`,
    );
    expect([await one.at("0.2.0"), await one.at("latest")]).toEqual([undefined, undefined]);
  });

  test("on a push the same plan, with a version, is refused", async () => {
    const one = repository();
    const digest = await one.push("one", `${candidate}-test`);
    const onPush = { "event-name": "push", environment: "" };
    expect(codesOf(await runPlan(one, digest, onPush))).toEqual(["LA110"]);
  });
});
