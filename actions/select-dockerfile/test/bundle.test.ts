import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("select-dockerfile", {
    event: "push-main",
    with: {
      dockerfile: "Dockerfile",
      "development-dockerfile": "./Dockerfile",
      version: "1.0",
      "version-build-arg": "PACKAGE VERSION",
      "development-suffix": "test",
    },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA110 development-version",
    "LA302 dockerfiles-same",
    "LA303 build-argument-invalid",
    "LA405 suffix-invalid",
  ]);
});
