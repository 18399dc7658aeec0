/** Real attestations of Sigstore's public instance and of its test instance, from the sdist of pypi-attestations. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { openIndexWithFiles } from "@lablink-actions/action-kit";
import type { Digest } from "@lablink-actions/release-core";
import { describeUnless, temporaryDirectory, tried } from "@lablink-actions/testkit";
import {
  bundleOf,
  type Expected,
  parseAttestation,
  publicGoodRoot,
  verifyAttestation,
} from "../src/verifier.ts";
import { accepted, messagesOf, publisherOf, publishType } from "./support.ts";

const sdist = "pypi_attestations-0.0.27.tar.gz";
const sha256 = "ba649d8d4d33033a7f6b35c11f94c5cb00c23c33011c9fbe304f61cdec03b272";
const folder = await temporaryDirectory();
afterAll(async () => await folder[Symbol.asyncDispose]());

/** Fetches the sdist from the index that this machine's pip uses; gives why not. */
async function fetchSdist(): Promise<string | undefined> {
  const index = await openIndexWithFiles("");
  if (!index.ok) return index.refusals[0].seen;
  const files = await index.value.files("pypi-attestations");
  if (!files.ok) return files.refusals[0].seen;
  const file = files.value === "absent" ? [] : files.value;
  const found = file.find(({ filename }) => filename === sdist);
  if (found === undefined) return `the index does not have ${sdist}`;
  const bytes = await index.value.download(found);
  if (!bytes.ok) return bytes.refusals[0].seen;
  if (createHash("sha256").update(bytes.value).digest("hex") !== sha256) {
    throw new Error(`${sdist} has other bytes than those that this test was written for`);
  }
  writeFileSync(join(folder.path, sdist), bytes.value);
  execFileSync("tar", ["xzf", sdist, "--strip-components=1"], { cwd: folder.path });
  return undefined;
}

const missing = await fetchSdist();
const asset = (name: string) => readFileSync(join(folder.path, "test/assets", name));
const digestOf = (name: string) =>
  `sha256:${createHash("sha256").update(asset(name)).digest("hex")}` as Digest;

interface Changes {
  readonly publisher?: Expected["publisher"];
  readonly digest?: Digest;
  readonly change?: (attestation: Entries) => void;
}

interface Entries {
  readonly verification_material: {
    readonly transparency_entries: { inclusionProof: Proof; logIndex: string }[];
  };
}

interface Proof {
  logIndex: string;
  treeSize: string;
  readonly hashes: string[];
}

function verifyAsset(file: string, kind: string, { publisher, digest, change }: Changes = {}) {
  const attestation = JSON.parse(asset(`${file}.${kind}.attestation`).toString());
  change?.(attestation);
  const name = "the attestation";
  const bundle = accepted(bundleOf(accepted(parseAttestation(attestation, name)), name));
  const wanted = {
    predicateTypes: undefined,
    subject: { digest: digest ?? digestOf(file), filename: file },
    publisher:
      publisher ??
      publisherOf({ repository: "trailofbits/pypi-attestations", workflow: "release.yml" }),
  };
  return verifyAttestation(bundle, wanted, publicGoodRoot(), name);
}

const real = "pypi_attestations-0.0.19.tar.gz";
const ofTestInstance = "rfc8785-0.1.2-py3-none-any.whl";

describeUnless(missing, "real attestations", () => {
  tried(
    "a release of pypi-attestations with the attestations that PyPI has of it",
    "they are verified, with the repository, workflow, ref, commit and run that published it",
    () => {
      const { identity, predicateType } = accepted(verifyAsset(real, "publish"));
      expect(predicateType).toBe(publishType);
      expect(identity).toEqual({
        issuer: "https://token.actions.githubusercontent.com",
        repository: "https://github.com/trailofbits/pypi-attestations",
        workflow:
          "https://github.com/trailofbits/pypi-attestations/.github/workflows/release.yml@refs/tags/v0.0.19",
        signer:
          "https://github.com/trailofbits/pypi-attestations/.github/workflows/release.yml@refs/tags/v0.0.19",
        ref: "refs/tags/v0.0.19",
        commit: "08802efe1f8e5fec4ad842d6b8ce97656092ee72",
        run: "https://github.com/trailofbits/pypi-attestations/actions/runs/12169989787/attempts/1",
        environment: undefined,
      });
      expect(verifyAsset(real, "slsa").ok).toBe(true);
    },
  );

  tried(
    "an attestation that Sigstore's test instance signed, under the names of the public one",
    "it is refused: what a test instance signs proves nothing (LA661)",
    () => {
      expect(messagesOf(verifyAsset(ofTestInstance, "publish"))).toEqual([
        expect.stringMatching(/^LA661 .*"O=sigstore.dev, CN=sigstore-intermediate".*test instance/),
      ]);
    },
  );

  test("of another publisher, or of another file, it is refused", () => {
    const publisher = publisherOf();
    expect(messagesOf(verifyAsset(real, "publish", { publisher }))).toEqual([
      expect.stringMatching(/^LA663 .*trailofbits\/pypi-attestations.*must be by talmolab/),
    ]);
    const digest = digestOf(ofTestInstance);
    expect(messagesOf(verifyAsset(real, "publish", { digest }))).toEqual([
      expect.stringMatching(/^LA662 /),
    ]);
  });

  test.each<[string, (entry: { inclusionProof: Proof; logIndex: string }) => void]>([
    [
      "place in the log",
      ({ inclusionProof }) =>
        Object.assign(inclusionProof, { logIndex: `${inclusionProof.logIndex}1` }),
    ],
    [
      "size",
      ({ inclusionProof }) =>
        Object.assign(inclusionProof, { treeSize: `${inclusionProof.treeSize}1` }),
    ],
    ["last hash", ({ inclusionProof }) => void inclusionProof.hashes.pop()],
    ["order of hashes", ({ inclusionProof }) => void inclusionProof.hashes.reverse()],
    ["place in all logs", (entry) => Object.assign(entry, { logIndex: `${entry.logIndex}1` })],
  ])("a proof of the log with another %s is refused", (_, edit) => {
    const change = (attestation: Entries) =>
      attestation.verification_material.transparency_entries.forEach(edit);
    expect(messagesOf(verifyAsset(real, "publish", { change }))).toEqual([
      expect.stringMatching(/^LA661 /),
    ]);
  });
});

test("the root that is shipped is the one of the installed @sigstore/tuf: npm run raise-trusted-root", () => {
  const seeds = JSON.parse(
    readFileSync(join(import.meta.dirname, "../node_modules/@sigstore/tuf/seeds.json"), "utf8"),
  );
  const [{ targets }] = Object.values<{ targets: Record<string, string> }>(seeds) as [
    { targets: Record<string, string> },
  ];
  const theirs = JSON.parse(
    Buffer.from(targets["trusted_root.json"] ?? "", "base64").toString("utf8"),
  );
  const ours = JSON.parse(
    readFileSync(join(import.meta.dirname, "../src/public-good-root.json"), "utf8"),
  );
  expect(ours.root).toEqual(theirs);
  expect(publicGoodRoot().name).toContain(ours.date);
});
