import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  describeWith,
  digestAt,
  pushImage,
  pushIndex,
  registryAccount,
  startRegistry,
  type TestRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { codesOf, list, promoteHere, repositoryIn, run, type With } from "./real-registry.ts";

// In the order of writing.
const version = ["linux-amd64-0.2.0", "0.2.0"];
const floating = ["linux-amd64-latest", "latest"];
const { username, password } = registryAccount;

describeWith("docker-registry", "in a real registry", () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(async () => registry[Symbol.asyncDispose]());

  const repository = () => repositoryIn(registry);

  test("an image gets its tags; a second run changes nothing", async () => {
    const one = repository();
    const digest = await one.push("one", "linux-amd64-abc");
    const ran = await one.byBundle(digest, [...floating, ...version]);
    expect(ran.exitCode).toBe(0);
    expect(list(ran, "promoted")).toEqual([...version, ...floating]);
    expect([ran.outputs["unchanged"], ran.outputs["held-back"]]).toEqual(["[]", "[]"]);
    for (const tag of [...version, ...floating]) expect(await one.at(tag)).toBe(digest);
    expect(ran.log).toMatch(new RegExp(`:latest is ${digest} \\([34] of 4\\)`));
    const references = one.references([...version, ...floating]);
    expect(JSON.parse(ran.outputs["digests"] ?? "")).toEqual(
      Object.fromEntries(references.map((reference) => [reference, digest])),
    );
    expect(ran.summary).toMatch(/### Promotion\n.*0\.2\.0.*new/s);

    const again = await one.promote(digest, [...floating, ...version]);
    expect(again.outputs["promoted"]).toBe("[]");
    expect(list(again, "unchanged")).toEqual([...version, ...floating]);
    expect(again.outputs.digests).toBe(ran.outputs["digests"]);
  });

  test("an index keeps its bytes and its children; one whose child is gone is refused", async () => {
    const one = repository();
    const { digest, children } = await pushIndex(registry, one.path, "one");
    expect((await one.promote(digest, version)).names).toEqual([]);
    for (const tag of version) expect(await one.at(tag)).toBe(digest);
    await registry.ask(one.path, `manifests/${children[1]}`, { method: "DELETE" });
    expect((await one.promote(digest, floating)).result).toMatchObject({
      refusals: [{ name: "source-missing", seen: expect.stringContaining(children[1] ?? "") }],
    });
    expect(await one.at("latest")).toBeUndefined();
  });

  test("if the preflight of one of two images fails, all tags of both stay where they are", async () => {
    const [good, bad] = [repository(), repository()];
    const digest = await good.push("good");
    const other = await bad.push("other");
    const taken = await bad.push("taken", "0.2.0");
    const both = (source: string) =>
      promoteHere({
        promotions: JSON.stringify([
          { source: `${good.image}@${digest}`, tags: good.references([...version, ...floating]) },
          { source: `${bad.image}@${source}`, tags: bad.references([...version, ...floating]) },
        ]),
      });
    expect((await both(other)).names).toEqual(["version-tag-taken"]);
    expect((await both(`sha256:${"0".repeat(64)}`)).names).toEqual(["source-missing"]);
    for (const tag of [...version, ...floating]) expect(await good.at(tag)).toBeUndefined();
    expect([await bad.at("0.2.0"), await bad.at("latest")]).toEqual([taken, undefined]);

    expect((await both(taken)).names).toEqual([]);
    expect([await good.at("latest"), await bad.at("latest")]).toEqual([digest, taken]);
  });

  test("a version tag moves only if overwrite names it", async () => {
    const one = repository();
    const before = await one.push("before", "0.2.0");
    const digest = await one.push("after");
    const refused = await one.promote(digest, ["0.2.0", "latest"]);
    expect(refused.names).toEqual(["version-tag-taken"]);
    expect(await one.at("0.2.0")).toBe(before);
    const overwrite = [`${one.image}:0.2.0`];
    expect((await one.promote(digest, ["0.2.0", "latest"], { overwrite })).names).toEqual([]);
    expect([await one.at("0.2.0"), await one.at("latest")]).toEqual([digest, digest]);
  });

  test("floating tags go forward only, unless always", async () => {
    const one = repository();
    const high = await one.push("high");
    const low = await one.push("low");
    await one.promote(high, ["0.10.0", ...floating]);
    const ran = await one.promote(low, ["0.9.1", ...floating]);
    expect(list(ran, "promoted")).toEqual(["0.9.1"]);
    expect(list(ran, "held-back")).toEqual(floating);
    expect(ran.outputs.digests).toBe(JSON.stringify({ [`${one.image}:0.9.1`]: low }));
    expect(ran.facts).toContain("held back, because 0.10.0 is higher");
    expect([await one.at("0.9.1"), await one.at("latest")]).toEqual([low, high]);
    await one.promote(low, ["0.9.1", "latest"], { floating: "always" });
    expect(await one.at("latest")).toBe(low);
  });

  test("a dry run shows the plan and writes nothing", async () => {
    const one = repository();
    const digest = await one.push("one", "0.1.0");
    const ran = await one.byBundle(digest, ["0.1.0", ...version], { "dry-run": "true" });
    expect(ran.outputs["promoted"]).toBe("[]");
    expect(list(ran, "unchanged")).toEqual(["0.1.0"]);
    expect(ran.outputs["digests"]).toBe(JSON.stringify({ [`${one.image}:0.1.0`]: digest }));
    expect(ran.summary).toMatch(/a dry run.*would be sha256/s);
    expect(await one.at("0.2.0")).toBeUndefined();
  });

  test("a tag in version-tags never moves, whatever its name", async () => {
    const one = repository();
    const before = await one.push("before", "0.2.0-slim");
    const more = { "version-tags": `${one.image}:0.2.0-slim` };
    const ran = await one.byBundle(await one.push("after"), ["0.2.0-slim", "slim"], more);
    expect(codesOf(ran)).toEqual(["LA704"]);
    expect([await one.at("0.2.0-slim"), await one.at("slim")]).toEqual([before, undefined]);
  });

  test.each<[string, With, string[]]>([
    ["nothing", {}, ["LA901"]],
    ["half an account", { username }, ["LA901", "LA901"]],
    ["another floating", { floating: "backward" }, ["LA901", "LA902"]],
    ["a line that would be a command", { source: "x\n::error::forged" }, ["LA707"]],
    [
      "each of several inputs",
      {
        source: "ghcr.io/O/Name@sha256:1",
        promotions: '[{"source": "", "tag": []}]',
        planned: "[]",
        floating: "backward",
        "dry-run": "yes",
        "development-suffix": "test",
        sha: "main",
        password,
      },
      ["LA707", "LA707", "LA707", "LA902", "LA407", "LA405", "LA902", "LA902", "LA901"],
    ],
    [
      "development tags that production would take",
      {
        source: `ghcr.io/o/n@sha256:${"1".repeat(64)}`,
        tags: "ghcr.io/o/n:1",
        "event-name": "push",
        environment: "",
      },
      ["LA409"],
    ],
  ])("%s is refused", async (_name, inputs, codes) => {
    expect(codesOf(await run(inputs))).toEqual(codes);
  });
});

describeWith(["docker-registry", "openssl"], "with a registry that requires tokens", () => {
  let registry: TestRegistry;
  let inputs: With;
  beforeAll(async () => {
    registry = await startRegistry({ login: "token" });
    const image = `${registry.host}/owner/name`;
    const digest = await pushImage(registry, "owner/name", "one");
    inputs = { source: `${image}@${digest}`, tags: `${image}:latest` };
  });
  afterAll(async () => registry[Symbol.asyncDispose]());

  test("anybody may read, and an account that may not write moves nothing", async () => {
    expect((await run({ ...inputs, "dry-run": "true" })).exitCode).toBe(0);
    expect(codesOf(await run(inputs))).toEqual(["LA701"]);
    expect(codesOf(await run({ ...inputs, username, password: "wrong" }))).toContain("LA701");
    expect(await digestAt(registry, "owner/name", "latest")).toBeUndefined();
  });

  test("the account of the inputs, hidden from the log", async () => {
    const ran = await run({ ...inputs, username, password });
    expect(ran.exitCode).toBe(0);
    // The password, a token for reading, and one for writing.
    expect(ran.masked).toHaveLength(3);
    expect(ran.masked).toContain(password);
    for (const secret of ran.masked) expect(ran.log).not.toContain(secret);
  });

  test("docker's login, in its file or by a helper", async () => {
    await using folder = await temporaryDirectory();
    const config = (content: object) =>
      writeFile(join(folder.path, "config.json"), JSON.stringify(content));
    const env = { DOCKER_CONFIG: folder.path };
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    await config({ auths: { [registry.host]: { auth } } });
    expect((await run(inputs, env)).exitCode).toBe(0);

    const tags = inputs["tags"]?.replace("latest", "other") ?? "";
    const helper = join(folder.path, "bin", "docker-credential-test");
    await mkdir(join(folder.path, "bin"));
    const answer = JSON.stringify({ Username: username, Secret: password });
    await writeFile(
      helper,
      `#!/bin/sh\n[ "$1 $(cat)" = "get ${registry.host}" ] && echo '${answer}'\n`,
    );
    await chmod(helper, 0o755);
    await config({ credsStore: "test" });
    const path = { PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}` };
    expect((await run({ ...inputs, tags }, { ...env, ...path })).exitCode).toBe(0);
    expect(codesOf(await run({ ...inputs, tags }, env))).toEqual(["LA708"]);
    await config([]);
    await writeFile(join(folder.path, "config.json"), "{");
    expect(codesOf(await run(inputs, env))).toEqual(["LA708"]);
  });
});
