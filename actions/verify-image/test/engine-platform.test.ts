/** Images for another platform, on a real engine, by the bundle. */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import {
  baseImage,
  describeWithEngine,
  type TemporaryDirectory,
  temporaryDirectory,
  tried,
} from "@lablink-actions/testkit";
import { build, docker, refused, removeImages, verifyAlone } from "./engine-support.ts";

describeWithEngine("with a container engine", () => {
  let folder: TemporaryDirectory;

  beforeAll(async () => {
    folder = await temporaryDirectory();
    const shell = join(folder.path, "bin", "sh");
    await mkdir(join(folder.path, "bin"));
    // The head of a program for arm64, as an engine for amd64 finds it; any other engine cannot execute it either.
    const head = Buffer.from("7f454c460201010000000000000000000200b70001000000", "hex");
    await writeFile(shell, Buffer.concat([head, randomBytes(4000)]));
    await chmod(shell, 0o755);
  });
  afterAll(async () => {
    await folder.remove();
    await removeImages();
  }, 120_000);

  const foreign = "FROM scratch\nCOPY bin/sh /bin/sh\n";

  tried(
    "verify-image on an image for s390x, on a real engine of another platform that emulates nothing",
    "it is refused as an image for another platform, with both platforms",
    async () => {
      const image = await build(foreign, folder.path, "--platform", "linux/s390x");
      const message = refused(await verifyAlone(image), "LA609 image-platform-foreign");
      expect(message).toMatch(/is an image for linux\/s390x, and the engine .* is for linux\/\w+:/);
      expect(message).toMatch(/Run this job on a runner for linux\/s390x, or set up QEMU/);
    },
    120_000,
  );

  tried(
    "verify-image on an image whose programs are for another platform than its own label says, on a real engine",
    "the refusal names the exec format error and not a missing shell",
    async () => {
      // The label keeps the engine from taking the image above out of its cache.
      const own = foreign.replace("\n", "\nLABEL platform=own\n");
      const message = refused(await verifyAlone(await build(own, folder.path)), "LA607");
      expect(message).toMatch(/exec format error, although the image says that it is for linux/);
    },
    120_000,
  );

  tried(
    "verify-image on an image with a foreign platform on its label, whose programs the engine can run",
    "the checks are made",
    async () => {
      const copies = [
        "/lib64/ld-linux-x86-64.so.2",
        "/lib/x86_64-linux-gnu/libc.so.6",
        "/bin/sh",
      ].map((path) => `COPY --from=base ${path} ${path}\n`);
      // A file that no other image has keeps the engine from taking layers of its own platform out of its cache.
      const begin = "FROM scratch\nCOPY bin/sh /own\n";
      const dockerfile = `FROM ${baseImage()} AS base\n${begin}${copies.join("")}`;
      const image = await build(dockerfile, folder.path, "--platform", "linux/s390x");
      const format = "{{.Architecture}}";
      expect(await docker(["image", "inspect", "--format", format, image])).toBe("s390x");
      expect(await verifyAlone(image)).toMatchObject({ exitCode: 0, outputs: { passed: "1" } });
    },
    120_000,
  );
});
