import {
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
import { imageEntry } from "./written-image.ts";
import { packageEntry } from "./written-package.ts";
import { registry } from "./written-words.ts";

const address = text({
  pattern:
    /^https?:\/\/([^\s/?#@]+@)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?(\/[^\s?#]*)?$/u,
  expected: "an address such as https://host/path, without ? and #",
  mayBeSecret: true,
});

const environments = list(
  text({
    pattern: /^[^\s,]([^,\r\n\0]*[^\s,])?$/u,
    expected: "the name of an environment, without commas",
  }),
  { unique: true },
);

/** The file as it is written. */
export const writtenConfig = described(
  "What a repository ships: its Python packages and the container images built from them. Usually .github/lablink-actions.yml.",
  object({
    registry: optional(
      described(
        "The registry and owner that images are pushed to, in lower case and without https, such as ghcr.io/owner. Default: ghcr.io/ and the repository's owner.",
        registry,
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
    "production-on": optional(
      described(
        "What starts production: dispatch is a manual dispatch; tag is also the push or the release of a package's version tag, for the images of that package, in the tag's version. Default: dispatch.",
        choice("dispatch", "tag"),
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
