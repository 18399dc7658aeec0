/** What the stand-in of docker/build-push-action does as the real one was seen to do it. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  baseImage,
  describeWithEngine,
  standInsRoot,
  temporaryDirectory,
} from "@lablink-actions/testkit";

const folder = join(standInsRoot, "docker/build-push-action");
const { readList } = await import(join(folder, "lists.mjs"));

describe("a list is read as CSV", () => {
  test.each<[string, string[]]>([
    ["A=1\nB=2", ["A=1", "B=2"]],
    ["\n\nA=1\n\n  B=2\n", ["A=1", "B=2"]],
    ["A=x,y", ["A=x,y"]],
    ['A="x,y"', ['A="x,y"']],
    ['"A=1"', ["A=1"]],
    ['"A=say ""hi"""\nB=2', ['A=say "hi"', "B=2"]],
    ['"A=1\n2"', ["A=1\n2"]],
    ['"A",B', ["A,B"]],
  ])("%j of build arguments is %j", (text, values) => {
    expect(readList(text, true)).toEqual(values);
  });

  test("commas separate tags, as lines do", () => {
    expect(readList("a:1,a:2\na:3", false)).toEqual(["a:1", "a:2", "a:3"]);
  });

  test.each(['"A=1', 'A=1\n"B=2', '"A"=1'])("%j throws", (text) => {
    expect(() => readList(text, true)).toThrow(/Quote/);
  });
});

describeWithEngine("an image in a folder", () => {
  test("is an index of the image and its provenance, in which every build argument can be read", async () => {
    await using workspace = await temporaryDirectory();
    const layout = join(workspace.path, "layout");
    const output = join(workspace.path, "output");
    const read = (digest: string) =>
      readFileSync(join(layout, "blobs", digest.replace(":", "/")), "utf8");
    writeFileSync(output, "");
    writeFileSync(join(workspace.path, "Dockerfile"), `FROM ${baseImage()}\nARG NAME\n`);
    const platform = execFileSync(
      "docker",
      ["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"],
      { encoding: "utf8" },
    ).trim();
    execFileSync(process.execPath, [join(folder, "build.mjs")], {
      cwd: workspace.path,
      stdio: "ignore",
      env: {
        ...process.env,
        GITHUB_OUTPUT: output,
        INPUT_CONTEXT: ".",
        INPUT_FILE: "Dockerfile",
        INPUT_PLATFORMS: platform,
        "INPUT_BUILD-ARGS": "NAME=value",
        INPUT_OUTPUTS: `type=oci,tar=false,dest=${layout}`,
      },
    });
    const digest = /^digest=(.*)$/m.exec(readFileSync(output, "utf8"))?.[1] ?? "";
    const { manifests } = JSON.parse(read(digest));
    const [image, attestation] = manifests;
    expect(`${image.platform.os}/${image.platform.architecture}`).toBe(platform);
    expect(attestation.annotations["vnd.docker.reference.digest"]).toBe(image.digest);
    const { layers } = JSON.parse(read(attestation.digest));
    expect(read(layers[0].digest)).toContain("NAME=value");
  }, 120_000);
});
