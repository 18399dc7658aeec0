/** Provenance on an index (PEP 740), signed by a Sigstore of our own. The index is one of our own as well. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  type ActionRun,
  type Claims,
  faultyIndex,
  type IndexAnswer,
  releaseClaims,
  runAction,
  startSigstore,
  type TestSigstore,
  temporaryDirectory,
} from "@lablink-actions/testkit";

const workspace = await temporaryDirectory();
let sigstore: TestSigstore;

beforeAll(async () => {
  sigstore = await startSigstore();
  writeFileSync(join(workspace.path, "root.json"), sigstore.trustedRoot);
});

afterAll(async () => {
  await sigstore[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

const wheel = "a-1.0-py3-none-any.whl";
const sdist = "a-1.0.tar.gz";
const digits = "5".repeat(64);

interface Signing {
  readonly claims?: Claims;
  readonly sha256?: string;
}

/** A provenance object about a file, with an attestation for each signing. */
async function provenance(filename: string, ...signings: readonly Signing[]): Promise<string> {
  const attestations = await Promise.all(
    signings.map(async ({ claims = {}, sha256 = digits }) => {
      const statement = {
        _type: "https://in-toto.io/Statement/v1",
        subject: [{ name: filename, digest: { sha256 } }],
        predicateType: "https://docs.pypi.org/attestations/publish/v1",
        predicate: null,
      };
      const bundle = (await sigstore.sign(statement, { ...releaseClaims, ...claims })) as Bundle;
      const { verificationMaterial: material, dsseEnvelope: envelope } = bundle;
      return {
        version: 1,
        verification_material: {
          certificate: material.certificate.rawBytes,
          transparency_entries: material.tlogEntries,
        },
        envelope: { statement: envelope.payload, signature: envelope.signatures[0]?.sig },
      };
    }),
  );
  const publisher = { kind: "GitHub", repository: "talmolab/lablink", workflow: "release.yml" };
  return JSON.stringify({ version: 1, attestation_bundles: [{ publisher, attestations }] });
}

interface Bundle {
  readonly verificationMaterial: {
    readonly certificate: { readonly rawBytes: string };
    readonly tlogEntries: readonly unknown[];
  };
  readonly dsseEnvelope: {
    readonly payload: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
}

/** Runs production for version 1.0 of a, whose files have this provenance on the index. */
async function enforce(
  files: Readonly<Record<string, string | undefined>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const listed = Object.entries(files).map(([filename, given]) => ({
    filename,
    url: filename,
    hashes: { sha256: digits },
    provenance: given === undefined ? null : `/integrity/${filename}`,
  }));
  const page = { meta: { "api-version": "1.3" }, name: "a", files: listed };
  await using index = await faultyIndex((request): IndexAnswer => {
    const given = files[request.split("/").at(-1) ?? ""];
    return request === "GET /simple/a/"
      ? {
          headers: { "content-type": "application/vnd.pypi.simple.v1+json" },
          body: JSON.stringify(page),
        }
      : { headers: { "content-type": "application/json" }, ...(given && { body: given }) };
  });
  return await runAction("enforce-prod-version", {
    event: "dispatch-prod",
    workspace: workspace.path,
    with: { versions: "a==1.0", "index-url": index.url, "trusted-root": "root.json", ...inputs },
  });
}

const titles = ({ annotations }: ActionRun) => annotations.map(({ title }) => title);
const messages = ({ annotations }: ActionRun) => annotations.map(({ message }) => message);

test("files that the run's repository has published are accepted, and the summary says by which run", async () => {
  const ran = await enforce({
    [wheel]: await provenance(wheel, {}),
    [sdist]: await provenance(sdist, {}),
  });
  expect(messages(ran)).toEqual([]);
  expect(ran.exitCode).toBe(0);
  expect(ran.summary).toContain("2 of 2 files signed");
  expect(ran.log.replaceAll(/[│\s]+/g, " ")).toContain(
    "by talmolab/lablink, release.yml, for refs/tags/v1.2.3, https://github.com/talmolab/lablink/actions/runs/42",
  );
});

test("a file of another publisher is refused, whatever the index says of its publisher", async () => {
  const ran = await enforce({
    [wheel]: await provenance(wheel, { claims: { repository: "evil/x" } }),
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(messages(ran)).toEqual([
    expect.stringMatching(
      /LA663 .*the provenance of a-1\.0-py3-none-any\.whl was signed by the repository "https:\/\/github\.com\/evil\/x"/,
    ),
  ]);
});

test.each([
  ["evil/x", ["LA663 publisher-foreign"]],
  ["talmolab/lablink/publish.yml", ["LA663 publisher-foreign"]],
  ["talmolab/lablink/release.yml", []],
  ["lablink", ["LA902 input-invalid"]],
])("with publisher %s it is %j", async (publisher, refusals) => {
  expect(titles(await enforce({ [wheel]: await provenance(wheel, {}) }, { publisher }))).toEqual(
    refusals,
  );
});

test("an attestation of other bytes is refused", async () => {
  const ran = await enforce({ [wheel]: await provenance(wheel, { sha256: "6".repeat(64) }) });
  expect(titles(ran)).toEqual(["LA662 attestation-elsewhere"]);
});

test("of two attestations, the foreign one is refused", async () => {
  const ran = await enforce({
    [wheel]: await provenance(wheel, {}, { claims: { repository: "evil/x" } }),
  });
  expect(messages(ran)).toEqual([expect.stringMatching(/LA663 .*attestation 2 of the provenance/)]);
});

test("something else than provenance is refused, and what Sigstore's public instance has not signed", async () => {
  expect(titles(await enforce({ [wheel]: "{}" }))).toEqual(["LA660 attestation-unreadable"]);
  const own = { [wheel]: await provenance(wheel, {}) };
  expect(titles(await enforce(own, { "trusted-root": "" }))).toEqual([
    "LA661 attestation-unproven",
  ]);
});

test("none is said in the summary, refused with require, and not asked for with off", async () => {
  const none = { [wheel]: undefined };
  const ran = await enforce(none);
  expect(ran.exitCode).toBe(0);
  expect(ran.summary).toContain(
    "not checked: the index has no attestation, so nothing proves who published it",
  );
  const required = await enforce(none, { provenance: "require" });
  expect(required).toMatchObject({ exitCode: 1, outputs: {} });
  expect(messages(required)).toEqual([
    expect.stringMatching(/LA664 .*has no attestation of a-1\.0-py3/),
  ]);
  const foreign = { [wheel]: await provenance(wheel, { claims: { repository: "evil/x" } }) };
  const off = await enforce(foreign, { provenance: "off" });
  expect(off.exitCode).toBe(0);
  expect(off.summary).toContain("not checked, by provenance: off");
});

test("a file without an attestation beside one that has one is a warning, and refused with require", async () => {
  const mixed = { [wheel]: await provenance(wheel, {}), [sdist]: undefined };
  const ran = await enforce(mixed);
  expect(ran.exitCode).toBe(0);
  expect(messages(ran)).toEqual([expect.stringContaining(`${sdist} of a 1.0 has no attestation`)]);
  expect(titles(await enforce(mixed, { provenance: "require" }))).toEqual([
    "LA664 attestation-missing",
  ]);
});
