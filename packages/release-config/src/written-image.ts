import {
  boolean,
  choice,
  described,
  list,
  object,
  optional,
  record,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import { inputName, path, registry, tagPrefix } from "./written-words.ts";

const stage = text({
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/u,
  expected: "the name of a stage",
});

// As release-core reads platforms.
const platform = {
  pattern: /^[a-z0-9]+\/[a-z0-9_.]+(\/[a-z0-9_.]+)?$/u,
  expected: "a platform, such as linux/arm64",
} as const;

/** An image as it is written. */
export const imageEntry = object({
  package: optional(
    described(
      "The package that the image installs: a key of packages. Give package or packages, or neither for an image without a package, which is built from the checkout.",
      text({ notEmpty: true }),
    ),
  ),
  packages: optional(
    described(
      "The packages that the image installs, if there are several: keys of packages. On production all have the same version, which is the image's.",
      list(text({ notEmpty: true }), { notEmpty: true, unique: true }),
    ),
  ),
  source: optional(
    described(
      "What production is built from: index is the published package, checkout the tagged commit itself. Default: index; checkout without a package.",
      choice("index", "checkout"),
    ),
  ),
  "tag-prefix": optional(
    described(
      "The text before the version in the version tags of an image without a package, as for packages. Default: the image's name and _v.",
      tagPrefix,
    ),
  ),
  "version-input": optional(
    described(
      "The input of the image workflow that takes the version of an image without a package. Default: the words of the image's name and _version.",
      inputName,
    ),
  ),
  registry: optional(
    described(
      "The registry and owner of this image, if they are not those of all images.",
      registry,
    ),
  ),
  dockerfile: described(
    "The production Dockerfile, relative to the repository, on one line.",
    path,
  ),
  "development-dockerfile": optional(
    described(
      "The development Dockerfile, on one line. Default: the path of the production Dockerfile with .dev added; with source checkout or a development-target, the production Dockerfile itself.",
      path,
    ),
  ),
  target: optional(
    described("The stage of the production Dockerfile to build. Default: the last one.", stage),
  ),
  "development-target": optional(
    described(
      "The stage of the development Dockerfile to build. Default: the last one; target, if both channels have one Dockerfile.",
      stage,
    ),
  ),
  "build-args": optional(
    described(
      "Build arguments of this image, each NAME=value on one line. Everybody can read them in the provenance of a public image.",
      list(
        text({
          pattern: /^[A-Za-z_][A-Za-z0-9_]*=[^\r\n\0]*$/u,
          expected: "NAME=value on one line",
          mayBeSecret: true,
        }),
        { unique: true },
      ),
    ),
  ),
  secrets: optional(
    described(
      "The secrets that the Dockerfile mounts (RUN --mount=type=secret,id=name). The caller gives them to images.yml in the secret build-secrets.",
      list(text({ pattern: /^[A-Za-z_][A-Za-z0-9_-]*$/u, expected: "the name of a secret" }), {
        unique: true,
      }),
    ),
  ),
  context: optional(
    described(
      "The build context, relative to the repository, on one line. Default: the repository.",
      path,
    ),
  ),
  platforms: optional(
    described(
      "The platforms that the image is built for. GitHub has runners for linux/amd64 and linux/arm64; another platform needs one in runners. Default: linux/amd64.",
      list(text(platform), { notEmpty: true, unique: true }),
    ),
  ),
  runners: optional(
    described(
      "The runner that builds and verifies a platform, by the platform. Default: GitHub's own.",
      record(
        text(platform),
        text({ pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/u, expected: "the label of a runner" }),
      ),
    ),
  ),
  tags: optional(
    described(
      "Tag templates. Default: those of compute-tags.",
      list(
        described(
          "A tag template, on one line.",
          text({
            notEmpty: true,
            pattern: /^[^\r\n\0]*$/u,
            expected: "a tag template on one line",
          }),
        ),
        { notEmpty: true, unique: true },
      ),
    ),
  ),
  checks: optional(
    described("The file with the image's checks, relative to the repository, on one line.", path),
  ),
  "version-build-arg": optional(
    described(
      "The build argument of the production Dockerfile that takes the version. Default: PACKAGE_VERSION.",
      text({
        pattern: /^[A-Za-z_][A-Za-z0-9_]*$/u,
        expected: "the name of a build argument, such as PACKAGE_VERSION",
      }),
    ),
  ),
  timeout: optional(
    described(
      'Seconds for all checks of the image together, in quotation marks. Default: "600".',
      text({ pattern: /^[1-9][0-9]{0,4}$/u, expected: 'whole seconds, such as "600"' }),
    ),
  ),
  "free-disk-space": optional(
    described(
      "Whether the runner's disk must be cleared before the build. Default: false.",
      boolean,
    ),
  ),
});

export type WrittenImage = Shaped<typeof imageEntry>;
