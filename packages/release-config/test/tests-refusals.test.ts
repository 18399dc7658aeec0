import { expect, test } from "@jest/globals";
import { file, messages } from "./support.ts";

test.each([
  ["python: [3.10]", "python.0 must be text, and is a fraction or too large a number. Put it"],
  ["python: []", "python is empty. Fill it in."],
  ['python: [">=3.8"]', "python.0 must be a Python version in quotation marks, such as"],
  ["setup: ../x", 'setup is "../x", which leads out of the repository.'],
  ["install: $(x)", "install must be words for uv sync, such as --extra dev, and is"],
  ['install: "--extra\\tdev"', "install must be words for uv sync, such as --extra dev, and is"],
  ['test: ""', "test is empty. Fill it in."],
  ['publish-test: ""', "publish-test is empty. Fill it in."],
  ['lint: "a\\nb"', "lint must be a command on one line, and is"],
  ["postgres: a b", "postgres must be an image, such as postgres:17, and is"],
])("a package with %s is refused, with line and column", (key, message) => {
  const column = 33 + key.indexOf(" ") + (message.startsWith("python.0") ? 1 : 0);
  expect(messages(`packages: { a: { directory: a, ${key} } }`)).toEqual([
    expect.stringContaining(
      `LA503 config-invalid: ${file}, line 1, column ${column}: packages.a.${message}`,
    ),
  ]);
});
