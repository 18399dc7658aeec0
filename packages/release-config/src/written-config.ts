import {
  boolean,
  choice,
  described,
  jsonSchema,
  list,
  object,
  optional,
  record,
  type Shaped,
  text,
} from "@lablink-actions/shape";

const path = text({
  notEmpty: true,
  pattern: /^[^\r\n\0]*$/u,
  expected: "a path on one line",
});

const address = text({
  pattern:
    /^https?:\/\/([^\s/?#@]+@)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?(\/[^\s?#]*)?$/u,
  expected: "an address such as https://host/path, without ? and #",
  mayBeSecret: true,
});

const packageEntry = object({
  directory: described(
    "The folder with pyproject.toml, relative to the repository, on one line.",
    path,
  ),
  "tag-prefix": optional(
    described(
      "The text before the version in the package's version tags, without white space. It may have {package} once, and must have it if there are several packages. Default: {package}_v.",
      text({
        notEmpty: true,
        pattern: /^[^{}\s\0]*(\{package\}[^{}\s\0]*)?$/u,
        expected: "a text without white space, with {package} at most once",
      }),
    ),
  ),
  "version-input": optional(
    described(
      "The input of the image workflow that takes the package's version. It must not be environment, or the input of another package. Default: the words that only this package's name has, and _version.",
      text({
        pattern: /^[A-Za-z_][A-Za-z0-9_-]*$/u,
        expected: "the name of a workflow input",
      }),
    ),
  ),
});

const imageEntry = object({
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
  "free-disk-space": optional(
    described(
      "Whether the runner's disk must be cleared before the build. Default: false.",
      boolean,
    ),
  ),
});

/** The file as it is written. */
export const writtenConfig = described(
  "What a repository ships: its Python packages and the container images built from them. Usually .github/lablink-actions.yml.",
  object({
    registry: optional(
      described(
        "The registry and owner that images are pushed to, in lower case and without https, such as ghcr.io/owner. Default: ghcr.io/ and the repository's owner.",
        text({
          pattern: /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+$/u,
          expected: "a registry and an owner, such as ghcr.io/owner",
          mayBeSecret: true,
        }),
      ),
    ),
    index: optional(
      described(
        "The Simple API of the index that packages are published to, as pip takes it: https://host/path, without ? and #. Default: the index of the runner's own pip.",
        address,
      ),
    ),
    "publish-url": optional(
      described(
        "The address that packages are uploaded to: https://host/path, without ? and #. Default: uv's.",
        address,
      ),
    ),
    packages: described(
      "The packages by their name on the index: letters and digits, with hyphens, underscores and dots only between them.",
      record(
        text({
          pattern: /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/u,
          expected: "the name of a package",
        }),
        packageEntry,
        { notEmpty: true },
      ),
    ),
    images: optional(
      described(
        "The images by their name in the registry, in lower case. Default: none.",
        record(
          text({
            pattern: /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/u,
            expected: "the name of an image, in lower case",
          }),
          imageEntry,
          { notEmpty: true },
        ),
      ),
    ),
  }),
);

export type WrittenConfig = Shaped<typeof writtenConfig>;

/** The published JSON schema, for editors: its path in this repository, and its text. */
export function configSchemaFile(): [path: string, text: string] {
  const schema = jsonSchema(writtenConfig, {
    id: "https://github.com/talmolab/lablink-actions/lablink-actions.schema.json",
    title: "lablink-actions",
  });
  return [
    "packages/release-config/src/lablink-actions.schema.json",
    `${JSON.stringify(schema, undefined, 2)}\n`,
  ];
}
