import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addressOf, openRepository } from "@lablink-actions/registries";
import { accept } from "@lablink-actions/release-core";
import {
  type ActionRun,
  describeWith,
  digestAt,
  dockerTypes,
  mediaTypes,
  pushAttested,
  pushImage,
  pushIndex,
  registryAccount,
  runAction,
  startRegistry,
  type TestRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { promoteImage } from "../src/promote-image.ts";
import { namesOf } from "./support.ts";

const version = ["0.2.0", "linux-amd64-0.2.0"];
const floating = ["linux-amd64-latest", "latest"];
const { username, password } = registryAccount;

type With = Readonly<Record<string, string>>;

// No DOCKER_CONFIG of whoever runs the tests.
function run(inputs: With, env: With = {}): Promise<ActionRun> {
  return runAction("promote-image", {
    event: "dispatch-prod",
    with: inputs,
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere", ...env },
  });
}

const nothing = { source: "", tags: [], versionTags: [], promotions: "", overwrite: [] };
const quiet = { say: () => {}, mask: () => {}, sleep: () => Promise.resolve() };

/** As the bundle does, in this process: what the registry holds then is the same, and no Node has to start. */
async function promoteHere(given: Partial<Parameters<typeof promoteImage>[0]>) {
  const result = await promoteImage(
    { ...nothing, floating: "forward", dryRun: false, ...given },
    {
      ...quiet,
      open: async (image) => accept(openRepository(addressOf(image), { ...quiet, fetch })),
    },
  );
  return {
    result,
    names: namesOf(result),
    outputs: result.ok ? result.value.outputs : {},
    facts: result.ok ? result.value.facts.flat().join("\n") : "",
  };
}

function codesOf(ran: ActionRun): (string | undefined)[] {
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  return ran.annotations.map(({ title }) => title?.split(" ")[0]);
}

/** An output as tag names. */
function list(ran: Pick<ActionRun, "outputs">, output: string): string[] {
  const references = JSON.parse(ran.outputs[output] ?? "") as string[];
  return references.map((reference) => reference.split(":").at(-1) ?? "");
}

describeWith("docker-registry", "in a real registry", () => {
  let registry: TestRegistry;
  let repositories = 0;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(async () => registry[Symbol.asyncDispose]());

  /** An image's name of its own, and what to do with it. */
  function repository() {
    const path = `owner/name-${repositories++}`;
    const image = `${registry.host}/${path}`;
    const references = (tags: readonly string[]) => tags.map((tag) => `${image}:${tag}`);
    return {
      path,
      image,
      push: (content: string, tag?: string) => pushImage(registry, path, content, tag),
      at: (tag: string) => digestAt(registry, path, tag),
      references,
      byBundle: (digest: string, tags: readonly string[], more: With = {}) =>
        run({ source: `${image}@${digest}`, tags: references(tags).join("\n"), ...more }),
      promote: (
        digest: string,
        tags: readonly string[],
        more: Parameters<typeof promoteHere>[0] = {},
      ) => promoteHere({ source: `${image}@${digest}`, tags: references(tags), ...more }),
    };
  }

  test("an image gets its tags; once more changes nothing", async () => {
    const one = repository();
    const digest = await one.push("one", "linux-amd64-abc");
    const ran = await one.byBundle(digest, [...floating, ...version]);
    expect(ran.exitCode).toBe(0);
    expect(list(ran, "promoted")).toEqual([...version, ...floating]);
    expect([ran.outputs["unchanged"], ran.outputs["held-back"]]).toEqual(["[]", "[]"]);
    for (const tag of [...version, ...floating]) expect(await one.at(tag)).toBe(digest);
    expect(ran.log).toContain(`${one.image}:latest is ${digest} (4 of 4)`);
    expect(ran.summary).toMatch(/### Promotion\n.*0\.2\.0.*new/s);

    const again = await one.promote(digest, [...floating, ...version]);
    expect(again.outputs["promoted"]).toBe("[]");
    expect(list(again, "unchanged")).toEqual([...version, ...floating]);
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

  describe("images of two platforms", () => {
    const amd64 = { os: "linux", architecture: "amd64" };
    const arm64 = { os: "linux", architecture: "arm64" };
    const shared = ["0.2.0", "latest"];

    /** One repository's promotions, as images.yml notes them. */
    function promotions(
      one: ReturnType<typeof repository>,
      digests: Readonly<Record<string, string>>,
    ) {
      const entries = Object.entries(digests).map(([architecture, digest]) => ({
        source: `${one.image}@${digest}`,
        platform: `linux/${architecture}`,
        tags: one.references([...shared, `linux-${architecture}`]),
        "version-tags": one.references(["0.2.0"]),
      }));
      return JSON.stringify(entries);
    }

    async function indexAt(path: string, tag: string) {
      const accept = [mediaTypes.index, dockerTypes.index].join();
      const answer = await registry.ask(path, `manifests/${tag}`, { headers: { accept } });
      expect(answer.status).toBe(200);
      return {
        type: answer.headers.get("content-type"),
        content: (await answer.json()) as {
          manifests: { digest: string; size: number; platform: object; annotations?: object }[];
        },
      };
    }

    test("share their tags by an index of both; once more changes nothing, in any order", async () => {
      const one = repository();
      const digests = {
        arm64: await pushImage(registry, one.path, "one", "b", mediaTypes, arm64),
        amd64: await pushImage(registry, one.path, "one", "a", mediaTypes, amd64),
      };
      const ran = await run({ promotions: promotions(one, digests) });
      expect(ran.exitCode).toBe(0);
      expect(list(ran, "promoted")).toEqual(["0.2.0", "latest", "linux-arm64", "linux-amd64"]);
      expect(await one.at("linux-amd64")).toBe(digests.amd64);
      expect(await one.at("linux-arm64")).toBe(digests.arm64);
      const { type, content } = await indexAt(one.path, "latest");
      expect(type).toBe(mediaTypes.index);
      const size = expect.any(Number);
      expect(content).toEqual({
        schemaVersion: 2,
        mediaType: mediaTypes.index,
        manifests: [
          { mediaType: mediaTypes.manifest, digest: digests.amd64, size, platform: amd64 },
          { mediaType: mediaTypes.manifest, digest: digests.arm64, size, platform: arm64 },
        ],
      });
      const index = await one.at("latest");
      expect(await one.at("0.2.0")).toBe(index);
      expect(ran.log).toContain(
        `${one.image}@${index} is the index of linux/amd64 and linux/arm64`,
      );
      expect(ran.summary).toContain(`linux/amd64: ${digests.amd64}`);
      expect(ran.summary).toContain(`linux/arm64: ${digests.arm64}`);

      const { amd64: first, arm64: second } = digests;
      const again = await run({ promotions: promotions(one, { amd64: first, arm64: second }) });
      expect(again.outputs["promoted"]).toBe("[]");
      expect(list(again, "unchanged")).toHaveLength(4);
    });

    test("that BuildKit attested bring their attestations, all described as they were", async () => {
      const one = repository();
      const sources = {
        amd64: await pushAttested(registry, one.path, "one amd64", amd64),
        arm64: await pushAttested(registry, one.path, "one arm64", { ...arm64, variant: "v8" }),
      };
      const digests = { amd64: sources.amd64.digest, arm64: sources.arm64.digest };
      const dry = await run({ promotions: promotions(one, digests), "dry-run": "true" });
      expect(dry.outputs["promoted"]).toBe("[]");
      expect(dry.summary).toContain(`linux/arm64: ${sources.arm64.children[0]}, attested by`);
      expect(await one.at("latest")).toBeUndefined();

      expect((await run({ promotions: promotions(one, digests) })).exitCode).toBe(0);
      const { content } = await indexAt(one.path, "0.2.0");
      const held = await Promise.all(
        Object.values(digests).map(async (digest) => (await indexAt(one.path, digest)).content),
      );
      const expected = held.flatMap(({ manifests }) => manifests);
      expect(content.manifests).toHaveLength(4);
      expect(content.manifests).toEqual(expect.arrayContaining(expected));
      // By itself each keeps the index it was verified as.
      expect(await one.at("linux-arm64")).toBe(sources.arm64.digest);
      expect(dry.summary).toContain(`${await one.at("latest")} | an index of`);
    });

    test("of Docker's own kind become Docker's list", async () => {
      const one = repository();
      const digests = {
        amd64: await pushImage(registry, one.path, "one", "a", dockerTypes, amd64),
        arm64: await pushImage(registry, one.path, "one", "b", dockerTypes, arm64),
      };
      const ran = await promoteHere({ promotions: promotions(one, digests) });
      expect(ran.facts).toContain(`an index of\nlinux/amd64: ${digests.amd64}\n`);
      expect((await indexAt(one.path, "latest")).type).toBe(dockerTypes.index);
    });

    test("one of which is of the other platform move no tag", async () => {
      const one = repository();
      const digests = {
        amd64: (await pushAttested(registry, one.path, "one", amd64)).digest,
        arm64: await pushImage(registry, one.path, "another", "b", mediaTypes, amd64),
      };
      expect(codesOf(await run({ promotions: promotions(one, digests) }))).toEqual(["LA709"]);
      expect(await one.at("linux-amd64")).toBeUndefined();
    });

    test("one of which lacks its attestation move no tag", async () => {
      const one = repository();
      const { digest, children } = await pushAttested(registry, one.path, "one", amd64);
      const other = await pushImage(registry, one.path, "one", "b", mediaTypes, arm64);
      await registry.ask(one.path, `manifests/${children[1]}`, { method: "DELETE" });
      const digests = { amd64: digest, arm64: other };
      const refused = await promoteHere({ promotions: promotions(one, digests) });
      expect(refused.names).toEqual(["source-missing"]);
      expect(await one.at("linux-arm64")).toBeUndefined();
    });
  });

  test("of two images, one whose preflight fails keeps all tags of both where they are", async () => {
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

  test("a version tag moves only where overwrite names it", async () => {
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
    expect(ran.facts).toContain("held back, for 0.10.0 is higher");
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
    expect(ran.summary).toMatch(/a dry run.*would be sha256/s);
    expect(await one.at("0.2.0")).toBeUndefined();
  });

  test("what is said to be a version's tag never moves, whatever its name", async () => {
    const one = repository();
    const before = await one.push("before", "0.2.0-slim");
    const more = { "version-tags": `${one.image}:0.2.0-slim` };
    const ran = await one.byBundle(await one.push("after"), ["0.2.0-slim", "slim"], more);
    expect(codesOf(ran)).toEqual(["LA704"]);
    expect([await one.at("0.2.0-slim"), await one.at("slim")]).toEqual([before, undefined]);
  });

  test.each<[string, With, string]>([
    ["nothing", {}, "LA707"],
    ["half an account", { username }, "LA901"],
    ["another floating", { floating: "backward" }, "LA902"],
    ["a line that would be a command", { source: "x\n::error::forged" }, "LA707"],
  ])("%s is refused", async (_name, inputs, code) => {
    expect(codesOf(await run(inputs))).toEqual([code]);
  });
});

describeWith(["docker-registry", "openssl"], "where tokens are wanted", () => {
  let registry: TestRegistry;
  let inputs: With;
  beforeAll(async () => {
    registry = await startRegistry({ login: "token" });
    const image = `${registry.host}/owner/name`;
    const digest = await pushImage(registry, "owner/name", "one");
    inputs = { source: `${image}@${digest}`, tags: `${image}:latest` };
  });
  afterAll(async () => registry[Symbol.asyncDispose]());

  test("anybody may look, and who may not write moves nothing", async () => {
    expect((await run({ ...inputs, "dry-run": "true" })).exitCode).toBe(0);
    expect(codesOf(await run(inputs))).toEqual(["LA701"]);
    expect(codesOf(await run({ ...inputs, username, password: "wrong" }))).toContain("LA701");
    expect(await digestAt(registry, "owner/name", "latest")).toBeUndefined();
  });

  test("the account of the inputs, hidden from the log", async () => {
    const ran = await run({ ...inputs, username, password });
    expect(ran.exitCode).toBe(0);
    // The password, and a token for reading and one for writing.
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
