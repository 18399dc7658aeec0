import { described, list, object, optional, text } from "@lablink-actions/shape";
import { inputName, path, tagPrefix } from "./written-words.ts";

const command = {
  pattern: /^[^\r\n\0]*$/u,
  expected: "a command on one line",
} as const;

/** A package as it is written. */
export const packageEntry = object({
  directory: described(
    "The folder with pyproject.toml, relative to the repository, on one line.",
    path,
  ),
  "tag-prefix": optional(
    described(
      "The text before the version in the package's version tags, without white space; empty for bare tags such as 1.2.3. It may have {package} once. Packages with the same prefix, such as v, are released together by one tag. Default: {package}_v.",
      tagPrefix,
    ),
  ),
  "version-input": optional(
    described(
      "The input of the image workflow that takes the package's version. It must not be environment, or the input of another package. Default: the words that only this package's name has, and _version.",
      inputName,
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
