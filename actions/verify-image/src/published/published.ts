/** Whether the installed distribution is the one that the index has. */

import type { IndexWithFiles } from "@lablink-actions/action-kit";
import { lookOutside, type Outside, type OwnContainerEffects } from "@lablink-actions/engine";
import { readWheelFiles } from "@lablink-actions/python-package";
import type { IndexFile } from "@lablink-actions/registries";
import {
  accept,
  compareVersions,
  map,
  type Result,
  type Version,
} from "@lablink-actions/release-core";
import { failed, type Judgement, passed } from "../kinds/kind.ts";
import { compare } from "./comparison.ts";
import { directUrlProblem, tagsIn, withoutLogin } from "./info-files.ts";
import { readInstalled } from "./installed.ts";
import type { Place } from "./place.ts";
import { chooseWheels } from "./wheel-choice.ts";

/** What the index has of the version. */
export interface Published {
  readonly distribution: string;
  readonly index: IndexWithFiles;
  readonly files: readonly IndexFile[];
}

/**
 * Asks the index which files it has of a version.
 *
 * @returns them, none if it has none, or LA801 to LA803
 */
export async function listPublished(
  distribution: string,
  version: Version,
  openIndex: () => Promise<Result<IndexWithFiles>>,
): Promise<Result<Published>> {
  const index = await openIndex();
  if (!index.ok) return index;
  return map(await index.value.files(distribution), (files) => ({
    distribution,
    index: index.value,
    files: files === "absent" ? [] : files.filter((file) => isOf(file, version)),
  }));
}

function isOf(file: IndexFile, version: Version): boolean {
  return file.version !== undefined && compareVersions(file.version, version) === 0;
}

/**
 * Compares the installed files with the wheel that the index has. The files are read from outside the container. Only
 * where the distribution is, and what its modules are imported from, is said by the image's own Python.
 *
 * @param place undefined if the image's Python did not find the distribution
 * @returns the judgement, or LA605, LA607, LA801, LA802
 */
export async function judgePublished(
  reference: string,
  published: Published,
  place: Place | undefined,
  effects: OwnContainerEffects,
): Promise<Result<Judgement>> {
  if (place === undefined) {
    return accept(failed("nobody said where it is installed, so nothing was compared"));
  }
  const { path } = place;
  if (!path.endsWith(".dist-info")) {
    const seen = `its metadata is ${path}, and an installed wheel has a .dist-info folder`;
    return accept(failed(`${seen}: it was installed from sources`));
  }
  return lookOutside(reference, effects, (image) => judge(published, place, image));
}

async function judge(
  { index, files }: Published,
  place: Place,
  image: Outside,
): Promise<Result<Judgement>> {
  const info = await image.read(place.path, { keepsText: true });
  if (!info.ok) return info;
  if (info.value === "absent") {
    return accept(failed(`${place.path} is not in the image, and its Python says it is`));
  }
  const infoFolder = place.path.slice(place.path.lastIndexOf("/") + 1);
  const textOf = (name: string) => {
    const seen = info.value === "absent" ? undefined : info.value.get(`${infoFolder}/${name}`);
    return seen && (seen.type === "file" ? (seen.text ?? "") : "");
  };
  const source = [
    ...directUrlProblem(textOf("direct_url.json")),
    ...place.twins.map((twin) => `${twin} is metadata of the same distribution`),
  ];
  const choice = chooseWheels(files, tagsIn(textOf("WHEEL") ?? ""));
  if ("wheels" in choice) {
    const all = { ...image, place, infoFolder, info: info.value };
    return compareWith(choice.wheels, index, source, all);
  }
  if ("fault" in choice) return accept(failed([...source, choice.fault].join("; ")));
  return accept(
    source.length > 0
      ? failed(source.join("; "))
      : { outcome: "not-compared", reason: choice.notCompared },
  );
}

/**
 * What is said of the other distributions, of which no version was asked for: those that are not from an index. A
 * sibling from the same checkout is other code than what was published, and a project that is on no index is not.
 */
export function judgeOthers(place: Place | undefined): Judgement | undefined {
  const others = Object.entries(place?.elsewhere ?? {}).map(
    ([name, url]) => `${name} (${withoutLogin(url)})`,
  );
  if (others.length === 0) return undefined;
  return {
    outcome: "not-compared",
    reason: `installed from elsewhere than an index: ${some(others)}`,
  };
}

/** With each wheel that it may be, until one is the same. */
async function compareWith(
  wheels: readonly [IndexFile, ...IndexFile[]],
  index: IndexWithFiles,
  source: readonly string[],
  image: Parameters<typeof readInstalled>[1],
): Promise<Result<Judgement>> {
  let first: Judgement | undefined;
  for (const file of wheels) {
    const judged = await judgeWheel(file, index, source, image);
    if (!judged.ok || judged.value.outcome === "passed") return judged;
    first ??= judged.value;
  }
  return accept(first ?? failed("the index has no wheel"));
}

async function judgeWheel(
  file: IndexFile,
  index: IndexWithFiles,
  source: readonly string[],
  image: Parameters<typeof readInstalled>[1],
): Promise<Result<Judgement>> {
  const bytes = await index.download(file);
  if (!bytes.ok) return bytes;
  const wheel = await readWheelFiles(`${file.filename} of the index`, bytes.value);
  if (!wheel.ok) return accept(failed(wheel.refusals.map(({ seen }) => seen).join("; ")));
  const installed = await readInstalled(wheel.value, image);
  return map(installed, (seen) => {
    const { same, problems, besides, foreign } = compare(wheel.value, seen);
    const all = [...source, ...problems];
    const published = `as in ${file.filename} of ${index.url}`;
    if (all.length > 0) return failed(`not ${published}: ${some(all)}`);
    const parts = [
      `${same} files ${published}`,
      ...(besides.length > 0
        ? [`beside them are files that are not modules: ${some(besides)}`]
        : []),
      ...(foreign > 0 ? [`${foreign} files beside them are of other distributions`] : []),
    ];
    return passed(parts.join("; "));
  });
}

function some(texts: readonly string[]): string {
  const shown = texts.slice(0, 10);
  const left = texts.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("; ");
}
