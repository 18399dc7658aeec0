/** What ten tags of an image cost: by promote-image, and by docker pull, tag and push. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  baseImage,
  missingEngine,
  missingTools,
  startRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { bundle, docker, execute, medians, milliseconds, row } from "./measure.ts";

const runs = 5;
const tagsEach = 10;

export async function benchPromoteImage(): Promise<void> {
  console.log(
    `\npromote-image, ${tagsEach} tags of one image with a layer of 50 MB: medians of ${runs} runs in turn\n`,
  );
  const missing =
    missingEngine() ??
    missingTools(["docker-registry"]).map((tool) => `${tool} is not installed`)[0];
  if (missing) return console.log(`Left out: ${missing}.`);
  await using registry = await startRegistry();
  await using folder = await temporaryDirectory();
  const name = `${registry.host}/owner/name`;
  const content = `FROM ${baseImage()}\nRUN head -c 50000000 /dev/urandom > /content\n`;
  await writeFile(join(folder.path, "Dockerfile"), content);
  await docker("build", "--quiet", "--network", "none", "--tag", `${name}:candidate`, folder.path);
  await docker("push", "--quiet", `${name}:candidate`);
  const format = "{{index .RepoDigests 0}}";
  const source = await docker("image", "inspect", "--format", format, `${name}:candidate`);
  await docker("rmi", `${name}:candidate`);

  // Tags nobody has yet, each time.
  let round = 0;
  const tags = () =>
    Array.from({ length: tagsEach }, (_, index) => `${name}:tag-${round}-${index}`);
  const next = (act: (tags: readonly string[]) => Promise<unknown>) => () => {
    round++;
    return act(tags());
  };
  const promote = next((references) =>
    execute(
      bundle(
        "promote-image",
        "dispatch-prod",
        { source, tags: references.join("\n") },
        folder.path,
      ),
    ),
  );
  const byDocker = next(async (references) => {
    await docker("pull", "--quiet", source);
    for (const reference of references) {
      await docker("tag", source, reference);
      await docker("push", "--quiet", reference);
    }
    // A runner is new: it holds nothing of the image.
    await docker("rmi", source, ...references);
  });
  const [promoted = 0, pushed = 0] = await medians([promote, byDocker], runs);
  row("", "time", "× promote-image");
  row("promote-image", milliseconds(promoted), "1.00");
  row("docker pull, tag, push", milliseconds(pushed), (pushed / promoted).toFixed(2));
}
