import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("apply-infrastructure", {
    event: "dispatch",
    with: {
      directory: "infrastructure",
      plan: "",
      "plan-digest": "a".repeat(64),
      "was-empty": "",
      variables: "hunter2",
      destroy: "no",
      tool: "tofu ",
      "private-key-recipient": "-----BEGIN PRIVATE KEY-----hunter2",
      "lock-timeout": "6h",
    },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining("LA901 input-missing: the input plan is empty"),
    expect.stringMatching(/^LA902 input-invalid: the input plan-digest is "a+", which is not a /),
    expect.stringContaining("LA901 input-missing: the input was-empty is empty"),
    expect.stringContaining("LA902 input-invalid: the input variables is not JSON"),
    expect.stringContaining('LA902 input-invalid: the input destroy is "no"'),
    expect.stringContaining("LA632 private-key-recipient-invalid: the private key cannot"),
    expect.stringContaining('LA902 input-invalid: the input lock-timeout is "6h"'),
  ]);
  expect(ran.stdout + ran.stderr + ran.summary).not.toContain("hunter2");
});
