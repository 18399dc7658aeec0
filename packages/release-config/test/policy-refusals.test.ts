import { expect, test } from "@jest/globals";
import { file, messages, packages } from "./support.ts";

test.each([
  [
    "an environment that is development and production",
    `production-environments: [prod, test]\n${packages}`,
    'line 1, column 26: production-environments has "test", which is a development and a production environment. Remove it from development-environments or from production-environments.',
  ],
  [
    "an environment with a comma",
    `development-environments: ["a,b"]\n${packages}`,
    'line 1, column 28: development-environments.0 must be the name of an environment, without commas, and is "a,b".',
  ],
  [
    "a ref with a question mark",
    `production-refs: ["v?"]\n${packages}`,
    'line 1, column 19: production-refs.0 must be the name of a branch or tag, or a full ref, with no other special character than *, and is "v?".',
  ],
  [
    "a suffix that ends in latest",
    `development-suffix: -latest\n${packages}`,
    'line 1, column 21: development-suffix is "-latest". Write a hyphen, a letter, and then letters, digits or hyphens, such as -test.',
  ],
])("%s is refused, with line and column", (_, text, message) => {
  expect(messages(text)).toEqual([
    expect.stringContaining(`LA503 config-invalid: ${file}, ${message}`),
  ]);
});
