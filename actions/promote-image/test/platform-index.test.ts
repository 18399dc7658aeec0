import { describe, expect, test } from "@jest/globals";
import {
  type Descriptor,
  descriptorsOf,
  type Manifest,
  makeIndex,
} from "@lablink-actions/registries";
import type { NonEmpty, Platform } from "@lablink-actions/release-core";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { joinPlatforms, type PlatformImage, platformImage } from "../src/platform-index.ts";
import { asDigest, digest, namesOf, unwrap } from "./support.ts";

const mediaType = "application/vnd.oci.image.manifest.v1+json";
const dockers = "application/vnd.docker.distribution.manifest.v2+json";
const amd64 = { os: "linux", architecture: "amd64" };
const arm64 = { os: "linux", architecture: "arm64" };
const nowhere = { os: "unknown", architecture: "unknown" };

function descriptor(digit: string, more: Partial<Descriptor> = {}): Descriptor {
  return { mediaType, digest: digest(digit), size: 7, ...more };
}

function attestation(digit: string, of: string): Descriptor {
  const annotations = {
    "vnd.docker.reference.digest": digest(of),
    "vnd.docker.reference.type": "attestation-manifest",
  };
  return descriptor(digit, { annotations, platform: nowhere });
}

function plain(digit: string, type = mediaType): Manifest {
  return { mediaType: type, digest: digest(digit), bytes: Buffer.from("{}     ") };
}

const read = (platform: Platform, manifest: Manifest, declared?: Platform) =>
  platformImage("ghcr.io/owner/name@sha256:…", platform, manifest, declared);

describe("the image of a platform in a source", () => {
  test("the source itself, with the platform that its configuration declares", () => {
    expect(unwrap(read(arm64, plain("a"), { ...arm64, variant: "v8" }))).toEqual({
      platform: arm64,
      image: descriptor("a", { platform: arm64 }),
      attestations: [],
    });
  });

  test("the one image of an index and its attestations, as the index has them", () => {
    const image = { ...descriptor("a", { platform: arm64 }), urls: ["x"], artifactType: "y" };
    const attestations = [attestation("b", "a"), attestation("c", "a")];
    expect(unwrap(read(arm64, makeIndex([...attestations, image])))).toEqual({
      platform: arm64,
      image,
      attestations,
    });
  });

  test("also if the index names the default variant", () => {
    const image = descriptor("a", { platform: { ...arm64, variant: "v8" } });
    expect(unwrap(read(arm64, makeIndex([image])))).toEqual({
      platform: arm64,
      image,
      attestations: [],
    });
  });

  test.each<[string, Manifest, Platform | undefined, string]>([
    ["another platform declared", plain("a"), amd64, "of linux/amd64"],
    ["another variant", plain("a"), { ...arm64, variant: "v9" }, "of linux/arm64/v9"],
    ["none declared", plain("a"), undefined, "of a platform it does not declare"],
    [
      "an index of another",
      makeIndex([descriptor("a", { platform: amd64 }), attestation("b", "a")]),
      undefined,
      `${digest("a")} of linux/amd64 and an attestation of ${digest("a")}`,
    ],
    [
      "an index that does not say",
      makeIndex([descriptor("a")]),
      undefined,
      "of a platform it does not declare",
    ],
    [
      "an index of two",
      makeIndex([descriptor("a", { platform: arm64 }), descriptor("b", { platform: amd64 })]),
      undefined,
      "of linux/arm64 and",
    ],
    [
      "the same twice",
      makeIndex([descriptor("a", { platform: arm64 }), descriptor("b", { platform: arm64 })]),
      undefined,
      "of linux/arm64 and",
    ],
    [
      "an attestation of another image",
      makeIndex([descriptor("a", { platform: arm64 }), attestation("b", "c")]),
      undefined,
      `an attestation of ${digest("c")}`,
    ],
    ["attestations alone", makeIndex([attestation("b", "a")]), undefined, "an attestation of"],
    [
      "what is of no platform and attests nothing",
      makeIndex([descriptor("a", { platform: arm64 }), descriptor("b", { platform: nowhere })]),
      undefined,
      "of unknown/unknown",
    ],
    [
      "an image that says it is an attestation",
      makeIndex([
        descriptor("a", { platform: arm64 }),
        { ...attestation("b", "a"), platform: arm64 },
      ]),
      undefined,
      `${digest("a")} of linux/arm64 and ${digest("b")} of linux/arm64`,
    ],
    ["nothing", makeIndex([]), undefined, "holds nothing"],
    [
      "no index by the specification",
      makeIndex([{ ...descriptor("a", { platform: arm64 }), size: -0.5 }]),
      undefined,
      "of a platform it does not declare",
    ],
  ])("%s is refused", (_name, manifest, declared, seen) => {
    expect(read(arm64, manifest, declared)).toMatchObject({
      refusals: [{ name: "platform-differs", seen: expect.stringContaining(seen) }],
    });
  });
});

const joined = (...images: NonEmpty<PlatformImage>) =>
  JSON.parse(Buffer.from(joinPlatforms(images).bytes).toString());

describe("the index", () => {
  test("as the specification has it, images first", () => {
    const one = unwrap(
      read(amd64, makeIndex([descriptor("a", { platform: amd64 }), attestation("b", "a")])),
    );
    const other = unwrap(read(arm64, plain("c"), arm64));
    expect(joined(other, one)).toEqual({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.index.v1+json",
      manifests: [
        descriptor("a", { platform: amd64 }),
        descriptor("c", { platform: arm64 }),
        attestation("b", "a"),
      ],
    });
  });

  test("is Docker's manifest list only if all images are of Docker's type", () => {
    const one = unwrap(read(amd64, plain("a", dockers), amd64));
    const other = unwrap(read(arm64, plain("b", dockers), arm64));
    const list = joinPlatforms([one, other]);
    expect(list.mediaType).toBe("application/vnd.docker.distribution.manifest.list.v2+json");
    expect(joined(one, other).mediaType).toBe(list.mediaType);
    expect(joined(one, unwrap(read(arm64, plain("b"), arm64))).mediaType).toBe(
      "application/vnd.oci.image.index.v1+json",
    );
  });

  const hex = fc.stringMatching(/^[0-9a-f]{64}$/).map((digits) => asDigest(`sha256:${digits}`));
  const name = fc.constantFrom("amd64", "arm64", "arm", "s390x", "riscv64", "386");
  const images = fc.uniqueArray(
    fc.tuple(name, fc.uniqueArray(hex, { minLength: 1, maxLength: 3 })),
    {
      minLength: 2,
      maxLength: 5,
      selector: ([architecture]) => architecture,
    },
  );

  test("holds exactly what was verified, with the same bytes in any order", () => {
    fc.assert(
      fc.property(images, fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), (given, order) => {
        const all = given.map(([architecture, [digest, ...attesting]]) => {
          const platform = { os: "linux", architecture };
          const attestations = attesting.map((one) => ({ mediaType, digest: one, size: 1 }));
          return { platform, image: { mediaType, digest, size: 1, platform }, attestations };
        }) as unknown as NonEmpty<PlatformImage>;
        const index = joinPlatforms(all);
        const held = descriptorsOf(index)?.map((one) => one.digest);
        expect(held?.toSorted()).toEqual(given.flatMap(([, digests]) => digests).toSorted());
        const ranks = new Map(all.map((one, at) => [one, order[at] ?? 0]));
        const shuffled = all.toSorted(
          (left, right) => (ranks.get(left) ?? 0) - (ranks.get(right) ?? 0),
        );
        const again = joinPlatforms(shuffled as unknown as NonEmpty<PlatformImage>);
        expect(String(again.bytes)).toBe(String(index.bytes));
        expect(again.digest).toBe(index.digest);
      }),
      cases,
    );
  });

  test("a source is either refused or taken over completely", () => {
    const platform = fc.option(fc.constantFrom<Platform>(amd64, arm64, nowhere), {
      nil: undefined,
    });
    const child = fc.oneof(
      fc
        .tuple(fc.constantFrom("a", "b", "c"), platform)
        .map(([digit, of]) => descriptor(digit, of && { platform: of })),
      fc.constantFrom(attestation("d", "a"), attestation("e", "b")),
    );
    fc.assert(
      fc.property(fc.array(child, { maxLength: 3 }), (children) => {
        const result = read(arm64, makeIndex(children));
        const of = children.filter((one) => one.platform === arm64);
        const attesting = children.filter(
          ({ annotations }) => annotations?.["vnd.docker.reference.digest"] === of[0]?.digest,
        );
        const isRight = of.length === 1 && attesting.length + 1 === children.length;
        expect(namesOf(result)).toEqual(isRight ? [] : ["platform-differs"]);
        if (!result.ok) return;
        const { image, attestations } = result.value;
        const texts = (list: readonly Descriptor[]) =>
          list.map((one) => JSON.stringify(one)).sort();
        expect(texts([image, ...attestations])).toEqual(texts(children));
      }),
      cases,
    );
  });
});

describe("annotations of an index", () => {
  const annotations = { "org.opencontainers.image.title": "name", b: "2" };
  const of = (architecture: string, digit: string, mediaType: string): PlatformImage => ({
    platform: { os: "linux", architecture },
    image: { mediaType, digest: digest(digit), size: 1, platform: { os: "linux", architecture } },
    attestations: [],
  });

  test("are in it, and the same facts in any order of images give the same bytes", () => {
    const type = "application/vnd.oci.image.manifest.v1+json";
    const [one, other] = [of("amd64", "a", type), of("arm64", "b", type)];
    const index = joinPlatforms([one, other], annotations);
    expect(JSON.parse(Buffer.from(index.bytes).toString())).toMatchObject({ annotations });
    expect(joinPlatforms([other, one], annotations)).toEqual(index);
    expect(joinPlatforms([one, other]).digest).not.toBe(index.digest);
  });

  test("are not in a list of Docker's own, which has no place for them", () => {
    const type = "application/vnd.docker.distribution.manifest.v2+json";
    const images = [of("amd64", "a", type), of("arm64", "b", type)] as const;
    expect(joinPlatforms(images, annotations)).toEqual(joinPlatforms(images));
  });
});
