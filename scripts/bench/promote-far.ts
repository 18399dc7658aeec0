/** What a whole promotion costs if the registry is far away: every request waits before it gets there. */
import { setTimeout } from "node:timers/promises";
import {
  missingTools,
  pushImage,
  registryProxy,
  startRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { bundle, execute, medians, milliseconds, row } from "./measure.ts";

const runs = 3;
const images = 10;
const roundTrip = 150;
const commit = "8f3c2a9d1b7e4f605c8d9e0a1b2c3d4e5f607182";

/** The default tags of a release, and two that describe the image. */
const tagsOf = (version: string) => [
  version,
  `linux-amd64-${version}`,
  `linux-amd64-${commit}`,
  commit,
  "linux-amd64-latest",
  "linux-amd64",
  "latest",
  "linux-amd64-postgres-15",
  "linux-amd64-terraform-1.4.6",
];

export async function benchPromoteFar(): Promise<void> {
  const each = tagsOf("").length;
  console.log(
    `\npromote-image, ${images} images with ${each} tags each, at a round trip of ${roundTrip} ms: median of ${runs} runs\n`,
  );
  const [missing] = missingTools(["docker-registry"]);
  if (missing) return console.log(`Left out: ${missing} is not installed.`);
  await using registry = await startRegistry();
  await using folder = await temporaryDirectory();
  let requests = 0;
  let running = 0;
  let most = 0;
  await using far = await registryProxy(registry.host, async () => {
    requests++;
    most = Math.max(most, ++running);
    await setTimeout(roundTrip);
    running--;
    return undefined;
  });
  const paths = Array.from({ length: images }, (_, index) => `owner/image-${index}`);

  let release = 0;
  let promotions = "";
  const push = async () => {
    release++;
    const entries = paths.map(async (path) => {
      const name = `${far.host}/${path}`;
      const digest = await pushImage(registry, path, `release ${release}`);
      const tags = tagsOf(`0.${release}.0`).map((tag) => `${name}:${tag}`);
      return { source: `${name}@${digest}`, tags };
    });
    promotions = JSON.stringify(await Promise.all(entries));
    requests = 0;
  };
  const [time = 0] = await medians(
    [() => execute(bundle("promote-image", "dispatch-prod", { promotions }, folder.path))],
    runs,
    1,
    push,
  );
  row("", "time", "requests", "most at once");
  row("promote-image", milliseconds(time), String(requests), String(most));
  row("the same requests one after the other", milliseconds(requests * roundTrip));
}
