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

const command = {
  pattern: /^[^\r\n\0]*$/u,
  expected: "a command on one line",
} as const;

const environments = list(
  text({
    pattern: /^[^\s,]([^,\r\n\0]*[^\s,])?$/u,
    expected: "the name of an environment, without commas",
  }),
  { unique: true },
);

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
  python: optional(
    described(
      'The Python versions that CI tests, as uv names them and in quotation marks: ["3.10", "3.13"]. Publishing tests with the first. Default: the one that uv chooses.',
      list(
        text({
          pattern: /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/u,
          expected: 'a Python version in quotation marks, such as "3.10"',
        }),
        { notEmpty: true, unique: true },
      ),
    ),
  ),
  install: optional(
    described(
      "The words after uv sync, on one line, without quotation marks. Default: --extra dev or --group dev, whichever pyproject.toml has; both, if it has both.",
      text({
        pattern: /^[A-Za-z0-9._=/@:,+ -]*$/u,
        expected: "words for uv sync, such as --extra dev",
      }),
    ),
  ),
  setup: optional(
    described(
      "A bash script that is run before the tests in the package's folder, relative to the repository, on one line. Default: none.",
      path,
    ),
  ),
  lint: optional(
    described(
      "The command that lints the package, on one line. Empty means none. Default: ruff check, if ruff is installed with it.",
      text(command),
    ),
  ),
  test: optional(
    described(
      "The command that tests the package, on one line. Default: pytest, with a report of the coverage if pytest-cov is installed with it.",
      text({ ...command, notEmpty: true }),
    ),
  ),
  "publish-test": optional(
    described(
      "The command that publishing runs instead of test, on one line. Default: test.",
      text({ ...command, notEmpty: true }),
    ),
  ),
  postgres: optional(
    described(
      "The image of a PostgreSQL server for the tests, such as postgres:17. Default: none.",
      text({
        pattern: /^[a-z0-9][A-Za-z0-9._:/@-]*$/u,
        expected: "an image, such as postgres:17",
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
    "development-environments": optional(
      described(
        "The environments of a manual dispatch that build local code. Default: test and ci-test.",
        environments,
      ),
    ),
    "production-environments": optional(
      described(
        "The environments of a manual dispatch that build what was published. Default: prod.",
        environments,
      ),
    ),
    "production-refs": optional(
      described(
        "The refs that production may be dispatched from: names of branches and tags, or full refs, with * for anything but a slash and ** for anything. Default: every ref.",
        list(
          text({
            pattern: /^[^\s,~^:?[\]+!\\]+$/u,
            expected:
              "the name of a branch or tag, or a full ref, with no other special character than *",
          }),
          { notEmpty: true, unique: true },
        ),
      ),
    ),
    "development-suffix": optional(
      described(
        "The end of every tag of a development build: a hyphen, a letter, then letters, digits or hyphens. It must not end in latest. Default: -test.",
        text({
          pattern: /^-[A-Za-z][A-Za-z0-9-]*$/u,
          expected: "a hyphen, a letter, and then letters, digits or hyphens",
        }),
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
