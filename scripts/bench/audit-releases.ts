/** What an audit of a large repository costs: 500 versions, and 10,000 tags, in a real registry on this machine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  mediaTypes,
  missingTools,
  pushImage,
  startPythonIndex,
  startRegistry,
  type TestRegistry,
  temporaryDirectory,
} from "@lablink-actions/testkit";
import { bundle, execute, milliseconds, row } from "./measure.ts";

const versions = Array.from(
  { length: 500 },
  (_, index) => `0.${Math.floor(index / 10)}.${index % 10}`,
);
const tagCount = 10_000;
const image = "owner/image";

export async function benchAuditReleases(): Promise<void> {
  console.log(
    `\naudit-releases, ${versions.length} versions and ${tagCount} tags in a registry on this machine\n`,
  );
  const [missing] = missingTools(["docker-registry", "pypi-server"]);
  if (missing) return console.log(`Left out: ${missing} is not installed.`);
  await using folder = await temporaryDirectory();
  await using registry = await startRegistry();
  const files = join(folder.path, "index");
  mkdirSync(files);
  for (const version of versions) writeFileSync(join(files, `pkg-${version}-py3-none-any.whl`), "");
  await using index = await startPythonIndex({ directory: files });
  await fill(registry);
  const config = join(folder.path, "lablink-actions.yml");
  writeFileSync(
    config,
    `registry: ${registry.host}/owner\npackages: { pkg: { directory: . } }\nimages: { image: { package: pkg, dockerfile: Dockerfile } }\n`,
  );
  const inputs = { config: "lablink-actions.yml", "index-url": index.url };
  const command = bundle("audit-releases", "schedule", inputs, folder.path);
  // The most memory that the process had, in kB.
  const told = "process.on('exit', () => console.log('memory', process.resourceUsage().maxRSS))";
  const [program = "", ...words] = command.words;
  const begin = performance.now();
  const said = await execute({
    ...command,
    words: [program, "--import", `data:text/javascript,${told}`, ...words],
    directory: folder.path,
  });
  const time = performance.now() - begin;
  const memory = Number(/^memory (\d+)$/m.exec(said)?.[1]) / 1024;
  row("", "time", "memory");
  row("audit-releases", milliseconds(time), `${memory.toFixed(0)} MiB`);
}

/** An image for each version under its production tags, and tags of development builds for the rest. */
async function fill(registry: TestRegistry): Promise<void> {
  const put = async (tag: string, type: string, body: string) => {
    const init = { method: "PUT", headers: { "content-type": type }, body };
    const { status } = await registry.ask(image, `manifests/${tag}`, init);
    if (status !== 201) throw new Error(`${tag}: ${status}`);
  };
  const amd64 = { os: "linux", architecture: "amd64" };
  let last = "";
  for (const version of versions) {
    const labels = { "org.opencontainers.image.version": version };
    const digest = await pushImage(
      ...[registry, image, version, version, mediaTypes, amd64, labels],
    );
    const headers = { accept: mediaTypes.manifest };
    last = await (await registry.ask(image, `manifests/${digest}`, { headers })).text();
    await put(`linux-amd64-${version}`, mediaTypes.manifest, last);
  }
  for (const tag of ["latest", "linux-amd64", "linux-amd64-latest"]) {
    await put(tag, mediaTypes.manifest, last);
  }
  const rest = Array.from(
    { length: tagCount - 2 * versions.length - 3 },
    (_, index) => `linux-amd64-${String(index).padStart(40, "0")}-test`,
  );
  const lane = async () => {
    for (let tag = rest.pop(); tag; tag = rest.pop()) await put(tag, mediaTypes.manifest, last);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}
