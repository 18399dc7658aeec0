/** The bundle, as the runner runs it, on files and on images of a real registry. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Claims,
  describeWith,
  pushBundles,
  pushImage,
  releaseClaims,
  runAction,
  startRegistry,
  startSigstore,
  type TestSigstore,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";

const type = "https://slsa.dev/provenance/v1";
const workspace = await temporaryDirectory();
let sigstore: TestSigstore;

beforeAll(async () => {
  sigstore = await startSigstore();
  await put("root.json", sigstore.trustedRoot);
});

afterAll(async () => {
  await sigstore[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

async function put(name: string, text: string) {
  writeFileSync(join(workspace.path, name), text);
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The text of a bundle about something with this SHA-256. */
async function attest(digits: string, claims: Claims = {}, predicateType = type) {
  const subject = [{ name: "any", digest: { sha256: digits } }];
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject,
    predicateType,
    predicate: {},
  };
  return JSON.stringify(await sigstore.sign(statement, { ...releaseClaims, ...claims }));
}

function verify(inputs: Readonly<Record<string, string>>) {
  return runAction("verify-provenance", {
    event: "dispatch-prod",
    workspace: workspace.path,
    env: { HOME: "/nowhere", DOCKER_CONFIG: "/nowhere" },
    with: { repository: "talmolab/lablink", "trusted-root": "root.json", ...inputs },
  });
}

describe("a file", () => {
  test("with an attestation of its publisher: the outputs say who, and the summary whom it believed", async () => {
    await put("a.whl", "bytes");
    await put("a.json", await attest(sha256("bytes")));
    const ran = await verify({
      file: "a.whl",
      bundle: "a.json",
      workflow: "release.yml",
      ref: "refs/tags/v*",
    });
    expect(ran).toMatchObject({
      exitCode: 0,
      outputs: {
        repository: "talmolab/lablink",
        workflow: "release.yml",
        ref: "refs/tags/v1.2.3",
        commit: releaseClaims["sha"],
        run: "https://github.com/talmolab/lablink/actions/runs/42/attempts/1",
      },
    });
    expect(ran.log).toContain("the file of the input trusted-root");
  });

  test("with two attestations, of which one is foreign, is refused, and no output is set", async () => {
    await put("b.whl", "bytes");
    const own = await attest(sha256("bytes"));
    await put("b.jsonl", `${own}\n${await attest(sha256("bytes"), { repository: "evil/x" })}\n`);
    const ran = await verify({ file: "b.whl", bundle: "b.jsonl" });
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^LA663 publisher-foreign: attestation 2 of b.jsonl was signed by the repository "https:\/\/github.com\/evil\/x"/,
      ),
    ]);
  });

  test("with an attestation of another kind is refused, unless one of the wanted kind is there", async () => {
    await put("c.whl", "bytes");
    const other = await attest(sha256("bytes"), {}, "https://example.org/sbom");
    await put("c.jsonl", other);
    const wanted = { file: "c.whl", bundle: "c.jsonl", "predicate-type": type };
    expect(await verify(wanted)).toMatchObject({ exitCode: 1, outputs: {} });
    await put("c.jsonl", `${other}\n${await attest(sha256("bytes"))}\n`);
    expect(await verify(wanted)).toMatchObject({ exitCode: 0 });
  });

  test.each([
    [{ bundle: "a.json" }, "LA901"],
    [{ file: "a.whl" }, "LA901"],
    [{ file: "a.whl", bundle: "a.json", image: `ghcr.io/a/b@sha256:${"0".repeat(64)}` }, "LA903"],
    [{ file: "none", bundle: "a.json" }, "LA902"],
    [{ file: "a.whl", bundle: "none" }, "LA902"],
    [{ file: "a.whl", bundle: "a.json", "trusted-root": "a.whl" }, "LA902"],
    [{ file: "a.whl", bundle: "a.json", repository: "lablink" }, "LA902"],
    [{ file: "a.whl", bundle: "a.json", workflow: "release" }, "LA902"],
    [{ file: "a.whl", bundle: "a.json", ref: "a b" }, "LA902"],
    [{ image: "ghcr.io/a/b:latest" }, "LA902"],
    [{ file: "a.whl", bundle: "a.whl" }, "LA660"],
    [{ file: "root.json", bundle: "a.json" }, "LA662"],
    [{ file: "a.whl", bundle: "a.json", "trusted-root": "" }, "LA661"],
  ])("%j is %s", async (inputs, code) => {
    const ran = await verify(inputs);
    expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
    expect(ran.annotations.map(({ title }) => title)).toEqual([expect.stringContaining(code)]);
  });
});

describeWith("docker-registry", "an image", () => {
  tried(
    "a docker-registry with an attestation beside an image, and later a foreign one as well",
    "verify-provenance finds the first and accepts it (LA664 before), and refuses the image when the other one is there",
    async () => {
      await using registry = await startRegistry();
      const name = `${registry.host}/owner/name`;
      const digest = await pushImage(registry, "owner/name", "content", "1.0");
      const image = `${name}@${digest}`;
      const before = await verify({ image });
      expect(before.annotations.map(({ title }) => title)).toEqual(["LA664 attestation-missing"]);
      const own = await attest(digest.slice(7));
      await pushBundles(registry, "owner/name", digest, [own]);
      expect(await verify({ image })).toMatchObject({
        exitCode: 0,
        outputs: { ref: "refs/tags/v1.2.3" },
      });
      const foreign = await attest(digest.slice(7), { repository: "evil/x" });
      await pushBundles(registry, "owner/name", digest, [own, foreign]);
      const after = await verify({ image });
      expect(after.annotations.map(({ title }) => title)).toEqual(["LA663 publisher-foreign"]);
    },
    60_000,
  );
});
