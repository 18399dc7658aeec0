import {
  childrenOf,
  configOf,
  declaredPlatform,
  type Manifest,
  type Repository,
} from "@lablink-actions/registries";
import {
  accept,
  acceptUnless,
  andThen,
  combine,
  imageReference,
  map,
  type Refusal,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { withOwnTags } from "./candidate.ts";
import type { Found } from "./plan.ts";
import { type PlatformImage, platformImage } from "./platform-index.ts";
import type { Promotion } from "./promotions.ts";

/**
 * Asks the registry for everything that the decision needs.
 *
 * @returns what is there, with the tags that the image may get; or `source-missing` (LA703), `candidate-differs`
 * (LA713), `platform-differs` (LA709), `registry-denied` (LA701), `registry-trouble` (LA702)
 */
export async function inspect(
  promotion: Promotion,
  repository: Repository,
): Promise<Result<Found>> {
  // This request goes alone: all others use its token, and a registry that is down is asked only once.
  const source = await readSource(promotion, repository);
  if (!source.ok) return source;
  const [tags, current, image] = await Promise.all([
    // Without a version there is nothing to compare, and the list may be long.
    hasVersion(promotion) ? repository.listTags() : accept([]),
    readTags(promotion, repository),
    readPlatformImage(promotion, source.value, repository),
  ]);
  return combine({
    promotion: andThen(current, (known) => withOwnTags(promotion, known)),
    manifest: source,
    platformImage: image,
    tags,
    current,
  });
}

function hasVersion({ tags }: Promotion): boolean {
  return tags.some(({ kind }) => kind.kind === "version");
}

async function readSource(promotion: Promotion, repository: Repository): Promise<Result<Manifest>> {
  const { image, digest } = promotion;
  const source = await repository.readManifest(digest);
  if (!source.ok) return source;
  if (source.value === "absent") return refuse(missing(`${image} has no ${digest}`));
  const manifest = source.value;
  const children = await Promise.all(
    childrenOf(manifest).map(async (child) => ({
      child,
      answer: await repository.has("manifests", child),
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
async function readPlatformImage(
  { image, digest, platform }: Promotion,
  manifest: Manifest,
  repository: Repository,
): Promise<Result<PlatformImage | undefined>> {
  if (platform === undefined) return accept(undefined);
  const config = configOf(manifest);
  const declared = config
    ? map(await repository.readBlob(config), declaredPlatform)
    : accept(undefined);
  return andThen(declared, (one) =>
    platformImage(imageReference(image, digest), platform, manifest, one),
  );
}

async function readTags(
  { tags, candidate }: Promotion,
  repository: Repository,
): Promise<Result<Found["current"]>> {
  const names = new Set([...tags.map(({ name }) => name), ...(candidate ? [candidate] : [])]);
  const answers = await Promise.all(
    [...names].map(async (name) =>
      map(
        await repository.readManifest(name),
        (found) => [name, found === "absent" ? found : found.digest] as const,
      ),
    ),
  );
  return map(
    traverse(answers, (answer) => answer),
    (pairs) => new Map(pairs),
  );
}

function missing(seen: string): Refusal {
  return {
    name: "source-missing",
    seen,
    remedy: "Push the image first, with all of its parts, and pass the digest that the push gave.",
  };
}
