import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";

function run(inputs: Readonly<Record<string, string>>) {
  return runAction("check-client-vm", { event: "dispatch", with: inputs });
}

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await run({
    "allocator-url": "allocator",
    username: "",
    password: "",
    health: "",
    deadline: "0",
    interval: "1.5",
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining("LA902 input-invalid: the input allocator-url is not an http or https"),
    expect.stringContaining("LA901 input-missing: the input username is empty"),
    expect.stringContaining("LA901 input-missing: the input password is empty"),
    expect.stringContaining("LA901 input-missing: the input health is empty"),
    expect.stringContaining('LA902 input-invalid: the input deadline is "0"'),
    expect.stringContaining('LA902 input-invalid: the input interval is "1.5"'),
  ]);
});

test.each([
  ["-1", "1e3"],
  ["soon", "9".repeat(7)],
  ["", "21601"],
])("neither %j nor %j is a number of seconds", async (deadline, interval) => {
  const ran = await run({ "allocator-url": "http://a.test", password: "p", deadline, interval });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA902 input-invalid",
    "LA902 input-invalid",
  ]);
});
