import type { IndexFile, Repository } from "@lablink-actions/registries";
import type { ImageConfig, PackageConfig, ReleaseConfig } from "@lablink-actions/release-config";
import {
  andThen,
  type ImageName,
  map,
  parseImageName,
  type Result,
  refusalMessage,
} from "@lablink-actions/release-core";
import { commandsFor } from "./commands.ts";
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
    config.packages.map(async (one) => {
      const own = config.images.filter((image) => image.package === one);
      const images = await Promise.all(
        own.map((image) =>
          auditImage(inputs, effects, image, one, releases.get(one.name), commands),
        ),
      );
      const answer = answers.get(one.name);
      return {
        findings: images.flatMap(({ findings }) => findings),
        reported: {
          package: one.name,
          troubles: answer?.ok === false ? answer.refusals.map(refusalMessage) : [],
          releases: releases.get(one.name)?.length ?? 0,
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

async function auditImage(
  inputs: AuditInputs,
  effects: AuditEffects,
  image: ImageConfig,
  owner: PackageConfig,
  releases: readonly Release[] | undefined,
  commands: ReturnType<typeof commandsFor>,
): Promise<{ readonly reported: ReportedImage; readonly findings: readonly Finding[] }> {
  const { config, since, developmentDays } = inputs;
  const { developmentSuffix } = config;
  const now = effects.now();
  const question = {
    ...{ image, package: owner, releases: releases ?? [], since, developmentSuffix },
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
    ...{ packageName: owner.name, reference: image.reference, releases, since },
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
