import type { IndexFile, Repository } from "@lablink-actions/registries";
import type { ImageConfig, ReleaseConfig } from "@lablink-actions/release-config";
import {
  andThen,
  type ImageName,
  map,
  parseImageName,
  type Result,
  refusalMessage,
} from "@lablink-actions/release-core";
import { type Commands, commandsFor } from "./commands.ts";
import { compare } from "./compare.ts";
import type { Gate } from "./few-at-once.ts";
import type { Finding } from "./findings.ts";
import { versionAt } from "./floating.ts";
import { type ImageState, readImageState } from "./image-state.ts";
import { type Release, releasesOf } from "./releases.ts";
import type { AuditReport, ReportedImage } from "./report-shape.ts";
import type { Since } from "./since.ts";

export interface AuditInputs {
  readonly config: ReleaseConfig;
  readonly since: Since;
  /** 0: the age of development tags is not looked at. */
  readonly developmentDays: number;
  /** The file name of the workflow that builds images, if it is known. */
  readonly workflow: string | undefined;
}

interface AuditEffects {
  /** Every file that the index has of a project. */
  readonly files: (packageName: string) => Promise<Result<readonly IndexFile[] | "absent">>;
  readonly open: (image: ImageName) => Promise<Result<Repository>>;
  readonly gate: Gate;
  readonly say: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What was found, and what could not be read. */
export interface Audit {
  readonly packages: AuditReport["packages"];
  readonly findings: readonly Finding[];
}

/**
 * Compares the releases of every package with its images. What cannot be read is a trouble of that package or image,
 * and the others are compared all the same.
 */
export async function audit(inputs: AuditInputs, effects: AuditEffects): Promise<Audit> {
  const { config, since, workflow } = inputs;
  const asked = await Promise.all(
    config.packages.map(async ({ name }) => [name, await askIndex(name, since, effects)] as const),
  );
  const answers = new Map(asked);
  const releases = new Map(
    asked.flatMap(([name, answer]) => (answer.ok ? [[name, answer.value] as const] : [])),
  );
  const commands = commandsFor(config, workflow, releases);
  const packages = await Promise.all(
    subjectsOf(config).map(async ({ name, isPackage, images: own }) => {
      const images = await Promise.all(
        own.map((image) => auditImage(inputs, effects, { image, name, commands, releases })),
      );
      const answer = answers.get(name);
      return {
        findings: images.flatMap(({ findings }) => findings),
        reported: {
          package: name,
          troubles: answer?.ok === false ? answer.refusals.map(refusalMessage) : [],
          releases: isPackage ? (releases.get(name)?.length ?? 0) : null,
          images: images.map(({ reported }) => reported),
        },
      };
    }),
  );
  return {
    packages: packages.map(({ reported }) => reported),
    findings: packages.flatMap(({ findings }) => findings),
  };
}

async function askIndex(
  packageName: string,
  since: Since,
  { files, gate, say }: AuditEffects,
): Promise<Result<readonly Release[]>> {
  const found = await gate(() => files(packageName));
  return map(found, (all) => {
    const releases = all === "absent" ? [] : releasesOf(packageName, all, since);
    say(`${packageName}: ${releases.length} releases`);
    return releases;
  });
}

/** What has versions: each package with the images that have its version, and each image without a package. */
function subjectsOf({ packages, images }: ReleaseConfig) {
  const ofPackages = packages.map((one) => ({
    name: one.name,
    isPackage: true,
    images: images.filter((image) => image.package === one),
  }));
  const alone = images
    .filter((image) => image.package === undefined)
    .map((image) => ({ name: image.released[0].name, isPackage: false, images: [image] }));
  return [...ofPackages, ...alone];
}

interface AuditedImage {
  readonly image: ImageConfig;
  /** What its version is of. */
  readonly name: string;
  readonly commands: Commands;
  /** By package; none of one whose index could not be read. */
  readonly releases: ReadonlyMap<string, readonly Release[]>;
}

async function auditImage(
  inputs: AuditInputs,
  effects: AuditEffects,
  { image, name, commands, releases }: AuditedImage,
): Promise<{ readonly reported: ReportedImage; readonly findings: readonly Finding[] }> {
  const { config, since, developmentDays } = inputs;
  const { developmentSuffix } = config;
  const now = effects.now();
  const published = releases.get(name);
  // What is built from the checkout may never have been published.
  const isAlone =
    image.package === undefined || (image.source === "checkout" && published?.length === 0);
  const question = {
    ...{ image, packageName: name, since, developmentSuffix },
    releases: isAlone ? undefined : (published ?? []),
    oldBefore: developmentDays === 0 ? undefined : now - developmentDays * 86_400_000,
  };
  const repository = await andThen(parseImageName(image.reference), effects.open);
  const state = await andThen(repository, (opened) =>
    readImageState(question, gated(opened, effects.gate), effects.say),
  );
  if (!state.ok) {
    const troubles = state.refusals.map(refusalMessage);
    return { reported: unread(image.reference, troubles), findings: [] };
  }
  const { rows, findings } = compare({
    ...{ packageName: name, reference: image.reference, since },
    releases: isAlone ? state.value.releases : published,
    ...{ state: state.value, commands, now },
  });
  return { reported: reportedImage(image.reference, state.value, rows), findings };
}

/** A registry gets only a few questions at the same time, whatever the images are. */
function gated(repository: Repository, gate: Gate): Repository {
  return {
    ...repository,
    readManifest: (reference) => gate(() => repository.readManifest(reference)),
    has: (kind, digest) => gate(() => repository.has(kind, digest)),
    readBlob: (digest) => gate(() => repository.readBlob(digest)),
    listTags: () => gate(() => repository.listTags()),
  };
}

function unread(image: string, troubles: readonly string[]): ReportedImage {
  return { image, troubles, tags: 0, "development-tags": 0, floating: [], versions: [] };
}

function reportedImage(
  image: string,
  state: ImageState,
  rows: ReturnType<typeof compare>["rows"],
): ReportedImage {
  return {
    image,
    troubles: [],
    tags: state.tags,
    "development-tags": state.names.development.length,
    floating: state.names.floating.map(({ tag }) => ({
      tag,
      digest: state.named.get(tag)?.digest ?? null,
      version: versionAt(tag, state)?.canonical ?? null,
    })),
    versions: rows.map((row) => ({
      version: row.version.canonical,
      standing: row.standing,
      published: row.published ?? null,
      built: row.built ?? null,
      tags: row.named.map(({ tag, digest }) => ({ tag, digest })),
      findings: row.findings,
    })),
  };
}

/** Everything that could not be read, as sentences. */
export function troublesOf({ packages }: Pick<Audit, "packages">): readonly string[] {
  return packages.flatMap(({ troubles, images }) => [
    ...troubles,
    ...images.flatMap((image) => image.troubles),
  ]);
}
