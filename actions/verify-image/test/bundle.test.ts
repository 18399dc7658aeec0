import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("verify-image", {
    event: "push-main",
    with: {
      image: "ghcr.io/talmolab/image:latest",
      checks: "a: 1\nvenv: b",
      "checks-file": "no-such-file.yml",
      package: "-",
      version: "latest",
      timeout: "0",
    },
  });
  expect(ran.exitCode).toBe(1);
  expect(ran.outputs).toEqual({});
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA902 input-invalid",
    "LA603 image-not-pinned",
    "LA602 checks-invalid",
    "LA602 checks-invalid",
    "LA608 checks-missing",
    "LA215 package-invalid",
    "LA902 input-invalid",
  ]);
  const seen = ran.annotations.map(({ message }) => message).join("\n");
  expect(seen).toMatch(/the input version is "latest"/);
  expect(seen).toMatch(/the input timeout is "0"/);
  expect(seen).toMatch(/checks, line 2, column 7: venv must be an absolute path, and is "b"/);
});

test("a run without checks and without a package is refused", async () => {
  const image = `sha256:${"0".repeat(64)}`;
  const ran = await runAction("verify-image", { event: "push-main", with: { image } });
  expect(ran.annotations.map(({ title }) => title)).toEqual(["LA901 input-missing"]);
});
