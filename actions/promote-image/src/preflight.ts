import { childrenOf, configOf, declaredPlatform, type Manifest } from "@lablink-actions/registries";
import {
  accept,
  acceptUnless,
  andThen,
  combine,
  imageReference,
  map,
  type Platform,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { type Named, type Own, withOwnTags } from "./candidate.ts";
import type { Found } from "./plan.ts";
import { type PlatformImage, platformImage, releasedImage } from "./platform-index.ts";
import type { Promotion } from "./promotions.ts";
import type { Reads } from "./reads.ts";

/**
 * Asks the registry for everything that the decision needs.
 *
 * @returns what is there, with the tags that the image may get; or `source-missing` (LA703), `candidate-differs`
 * (LA713), `platform-differs` (LA709), `registry-denied` (LA701), `registry-trouble` (LA702)
 */
export async function inspect(promotion: Promotion, reads: Reads): Promise<Result<Found>> {
  const source = await readSource(promotion, reads);
  if (!source.ok) return source;
  const [tags, named, declared] = await Promise.all([
    // Without a version there is nothing to compare, and the list may be long.
    hasVersion(promotion) ? reads.listTags() : accept([]),
    readTags(promotion, reads),
    readDeclaredPlatform(promotion, source.value, reads),
  ]);
  const own = andThen(named, (all) => withOwnTags(promotion, source.value, all));
  const read = combine({
    own,
    tags,
    current: map(named, digestsOf),
    released: map(named, (all) => releasedOf(promotion, all)),
    platformImage: andThen(combine({ own, declared }), (given) =>
      platformImageOf(given.own, given.declared),
    ),
  });
  return map(read, ({ own: { promotion: promoted, manifest }, ...others }) => ({
    promotion: promoted,
    manifest,
    ...others,
  }));
}

/** What the version's tags name already, if this is a plan's image: a run before may have been cut. */
function releasedOf({ tags, candidate }: Promotion, named: Named): readonly Manifest[] {
  if (candidate === undefined) return [];
  return tags.flatMap(({ name, kind }) => {
    const found = kind.kind === "version" ? named.get(name) : undefined;
    return found === undefined || found === "absent" ? [] : [found];
  });
}

function hasVersion({ tags }: Promotion): boolean {
  return tags.some(({ kind }) => kind.kind === "version");
}

async function readSource({ image, digest }: Promotion, reads: Reads): Promise<Result<Manifest>> {
  const source = await reads.readManifest(digest);
  if (!source.ok) return source;
  if (source.value === "absent") return refuse(missing(`${image} has no ${digest}`));
  const manifest = source.value;
  const children = await Promise.all(
    childrenOf(manifest).map(async (child) => ({
      child,
      answer: await reads.has("manifests", child),
    })),
  );
  const refusals = children.flatMap(({ child, answer }) => {
    if (!answer.ok) return answer.refusals;
    return answer.value
      ? []
      : [missing(`${imageReference(image, digest)} is an index, and its ${child} is missing`)];
  });
  return acceptUnless(refusals, manifest);
}

/** An index says what platform each of its images is for; a single image says it in its configuration. */
async function readDeclaredPlatform(
  { platform }: Promotion,
  manifest: Manifest,
  reads: Reads,
): Promise<Result<Platform | undefined>> {
  const config = platform && configOf(manifest);
  return config ? map(await reads.readBlob(config), declaredPlatform) : accept(undefined);
}

function platformImageOf(
  { promotion, manifest, release }: Own,
  declared: Platform | undefined,
): Result<PlatformImage | undefined> {
  const { image, digest, platform } = promotion;
  if (platform === undefined) return accept(undefined);
  const source = imageReference(image, digest);
  return release
    ? releasedImage(source, platform, release, digest)
    : platformImage(source, platform, manifest, declared);
}

async function readTags({ tags, candidate }: Promotion, reads: Reads): Promise<Result<Named>> {
  const names = new Set([...tags.map(({ name }) => name), ...(candidate ? [candidate] : [])]);
  const answers = await Promise.all(
    [...names].map(async (name) =>
      map(await reads.readManifest(name), (found) => [name, found] as const),
    ),
  );
  return map(
    traverse(answers, (answer) => answer),
    (pairs) => new Map(pairs),
  );
}

function digestsOf(named: Named): Found["current"] {
  return new Map(
    [...named].map(([tag, found]) => [tag, found === "absent" ? found : found.digest]),
  );
}

function missing(seen: string): Refusal {
  return {
    name: "source-missing",
    seen,
    remedy: "Push the image first, with all of its parts, and pass the digest that the push gave.",
  };
}
