import { boolean, choice, described, list, object, optional, text } from "@lablink-actions/shape";
import { path } from "./written-path.ts";

/** An image as it is written. */
export const imageEntry = object({
  package: described(
    "The package that the image installs: a key of packages.",
    text({ notEmpty: true }),
  ),
  dockerfile: described(
    "The production Dockerfile, relative to the repository, on one line.",
    path,
  ),
  "development-dockerfile": optional(
    described(
      "The development Dockerfile, on one line. Default: the path of the production Dockerfile with .dev added.",
      path,
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
      "The platforms that the image is built for, each on one of GitHub's own runners. Default: linux/amd64.",
      list(choice("linux/amd64", "linux/arm64"), { notEmpty: true, unique: true }),
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
