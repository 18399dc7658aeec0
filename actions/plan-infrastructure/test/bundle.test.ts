import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("plan-infrastructure", {
    event: "dispatch",
    with: {
      directory: "",
      variables: '["hunter2"]',
      destroy: "yes",
      tool: "opentofu",
      "lock-timeout": "soon",
    },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining("LA901 input-missing: the input directory is empty"),
    expect.stringContaining("LA902 input-invalid: the input variables must be keys with values"),
    expect.stringContaining('LA902 input-invalid: the input destroy is "yes"'),
    expect.stringContaining('LA902 input-invalid: the input tool is "opentofu"'),
    expect.stringContaining('LA902 input-invalid: the input lock-timeout is "soon"'),
  ]);
  expect(ran.stdout + ran.stderr + ran.summary).not.toContain("hunter2");
});
