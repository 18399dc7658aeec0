import { listing, nearest, quote } from "@lablink-actions/release-core";
import type { Problem } from "@lablink-actions/shape";
import { githubRunners, packagesOf, sourceOf } from "./image-config.ts";
import { imageInput, isSameInput, versionInputOf } from "./inputs.ts";
import type { WrittenConfig } from "./written-config.ts";
import type { WrittenImage } from "./written-image.ts";

/** What is wrong with images: parts that do not fit each other, or the packages. */
export function imageProblems(written: WrittenConfig): Problem[] {
  const { packages, images = {} } = written;
  return Object.entries(images).flatMap(([name, image]) => [
    ...unknownPackages(name, image, packages),
    ...contradictions(name, image, written),
    ...withoutRunner(name, image),
  ]);
}

function unknownPackages(
  name: string,
  image: WrittenImage,
  packages: WrittenConfig["packages"],
): Problem[] {
  return packagesOf(image).flatMap((one, index) => {
    if (Object.hasOwn(packages, one)) return [];
    const meant = nearest(one, Object.keys(packages));
    const hint = meant ? ` (is ${meant} meant?)` : "";
    return {
      path: ["images", name, ...(image.packages ? ["packages", String(index)] : ["package"])],
      message: `is ${quote(one)}, which is not a key of packages${hint}`,
      remedy: "Name a key of packages, or add it there.",
    };
  });
}

function contradictions(name: string, image: WrittenImage, written: WrittenConfig): Problem[] {
  const at = (key: string, message: string, remedy: string) => ({
    path: ["images", name, key],
    message,
    remedy,
  });
  const own = packagesOf(image);
  if (image.package !== undefined && image.packages !== undefined) {
    return [
      at(
        "packages",
        "is given beside package",
        "Name all packages in packages, and delete package.",
      ),
    ];
  }
  if (own.length === 0) {
    if (image.source === "index") {
      return [
        at(
          "source",
          "is index, and the image has no package",
          "Name its package, or write checkout.",
        ),
      ];
    }
    return takenInput(name, image, written).map(({ message, remedy }) =>
      at("version-input", message, remedy),
    );
  }
  const others = Object.entries(written.images ?? {}).filter(
    ([, one]) => sourceOf(one) !== sourceOf(image),
  );
  const mixed = others.find(([, one]) => packagesOf(one).some((it) => own.includes(it)));
  return [
    ...(["tag-prefix", "version-input"] as const)
      .filter((key) => image[key] !== undefined)
      .map((key) =>
        at(
          key,
          "is for an image without a package",
          "Write it at the package, and delete it here.",
        ),
      ),
    ...(mixed && image.source === "checkout"
      ? [
          at(
            "source",
            `is checkout, and ${mixed[0]} installs the same package from the index`,
            "Build both from one source.",
          ),
        ]
      : []),
  ];
}

function takenInput(name: string, image: WrittenImage, { packages, images = {} }: WrittenConfig) {
  const input = imageInput(name, image);
  const inputOf = versionInputOf(packages);
  const takers = [
    ["the environment", "environment"] as const,
    ...Object.keys(packages).map((one) => [one, inputOf(one)] as const),
    ...Object.entries(images)
      .filter(([other, one]) => other < name && packagesOf(one).length === 0)
      .map(([other, one]) => [other, imageInput(other, one)] as const),
  ];
  const taker = takers.find(([, its]) => isSameInput(its, input))?.[0];
  if (taker === undefined) return [];
  return [
    {
      message: `is ${quote(input)}, the input of ${taker}`,
      remedy: "Name an input that takes only the version of this image.",
    },
  ];
}

/** Nothing emulates a platform: an image is built and verified by a machine that runs it. */
function withoutRunner(name: string, { platforms, runners = {} }: WrittenImage): Problem[] {
  const known: Readonly<Record<string, string>> = { ...githubRunners, ...runners };
  return (platforms ?? []).flatMap((platform, index) => {
    if (Object.hasOwn(known, platform)) return [];
    const own = listing(Object.keys(githubRunners));
    return {
      path: ["images", name, "platforms", String(index)],
      message: `is ${quote(platform)}, and GitHub has runners only for ${own}`,
      remedy: `Name one that can run it under runners, such as runners: { ${platform}: my-runner }, or delete the platform.`,
    };
  });
}
