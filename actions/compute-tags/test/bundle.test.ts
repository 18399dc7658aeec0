import { expect, test } from "@jest/globals";
import { runAction } from "@lablink-actions/testkit";

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("compute-tags", {
    event: "push-main",
    with: {
      image: "ghcr.io/O/Name",
      platform: "x",
      "development-suffix": "test",
      "pull-request-tags": "some",
    },
  });
  expect(ran.exitCode).toBe(1);
  expect(ran.outputs).toEqual({});
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA401 image-invalid",
    "LA408 platform-invalid",
    "LA405 suffix-invalid",
    "LA902 input-invalid",
  ]);
});

test("a version on a development run is reported beside a bad image", async () => {
  const ran = await runAction("compute-tags", {
    event: "push-main",
    with: { image: "Name", version: "1.0" },
  });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA401 image-invalid",
    "LA110 development-version",
  ]);
});
