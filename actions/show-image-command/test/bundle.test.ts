import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import {
  describeWith,
  runAction,
  startPythonIndex,
  temporaryDirectory,
} from "@lablink-actions/testkit";

const versions = "lablink-allocator-service==0.0.2a0\nlablink-client-service==";

describeWith("pypi-server", "with a real index", () => {
  test("the command is in the log, in the summary, and bash splits it into the same words", async () => {
    await using served = await temporaryDirectory();
    // Only file names decide which is the newest, so the files are empty.
    for (const version of ["0.0.7a0", "0.0.10a0", "0.0.9"]) {
      const name = `lablink_client_service-${version}-py3-none-any.whl`;
      await writeFile(join(served.path, name), "");
    }
    await using index = await startPythonIndex({ directory: served.path });
    const ran = await runAction("show-image-command", {
      event: "push-tag",
      with: { workflow: "lablink-images.yml", versions, "index-url": index.url },
    });
    const command =
      "gh workflow run lablink-images.yml -f environment=prod -f allocator_version=0.0.2a0 -f client_version=0.0.9";
    expect(ran).toMatchObject({ exitCode: 0, outputs: { command } });
    expect(ran.log).toContain(command);
    expect(ran.summary).toContain(command);
    expect(ran.annotations).toMatchObject([
      { level: "notice", message: expect.stringContaining(command) },
    ]);
    const { stdout } = spawnSync("bash", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" });
    expect(stdout).toBe(`${command.replaceAll(" ", "\n")}\n`);
  });

  test("a package that is not published gives a warning, and the output command is empty", async () => {
    await using served = await temporaryDirectory();
    await using index = await startPythonIndex({ directory: served.path });
    const ran = await runAction("show-image-command", {
      event: "push-tag",
      with: { workflow: "lablink-images.yml", versions, "index-url": index.url },
    });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { command: "" } });
    expect(ran.annotations).toMatchObject([{ level: "warning" }]);
    expect(ran.log).toContain("client_version=<version>");
  });
});

test("a run reports what is wrong with each of its inputs, at once", async () => {
  const ran = await runAction("show-image-command", {
    event: "push-tag",
    with: { workflow: "images", versions: "a", published: "b", "version-inputs": "c" },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations.map(({ title }) => title)).toEqual([
    "LA902 input-invalid",
    "LA111 versions-invalid",
    "LA111 versions-invalid",
    "LA902 input-invalid",
  ]);
});

test("a line that would be a workflow command is refused", async () => {
  const ran = await runAction("show-image-command", {
    event: "push-tag",
    with: { workflow: "a.yml\n::error::x", versions: "a==1" },
  });
  expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
  expect(ran.annotations).toMatchObject([{ title: "LA902 input-invalid" }]);
});

test("without a workflow and packages there is neither an error nor a command", async () => {
  const ran = await runAction("show-image-command", {
    event: "push-tag",
    with: { published: "foo==1.0" },
  });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { command: "" }, annotations: [] });
  expect(ran.summary).toContain("no image is built from what was published");
});
