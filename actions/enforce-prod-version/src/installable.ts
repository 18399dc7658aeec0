import type {
  IndexFile,
  ProjectMark,
  PythonIndex,
  VersionState,
} from "@lablink-actions/registries";
import {
  accept,
  type DeclaredTags,
  listing,
  type ReleaseVersion,
  type Result,
  refuse,
  traverse,
} from "@lablink-actions/release-core";
import { refusalOf } from "./refusals.ts";

export interface InstallableVersion extends ReleaseVersion {
  readonly files: readonly IndexFile[];
  /** The other server that answered; undefined if the index itself did. */
  readonly elsewhere: string | undefined;
  readonly mark: ProjectMark | undefined;
}

export interface WaitEffects {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A line for the log. */
  readonly say: (line: string) => void;
}

const shortestPause = 2000;
const longestPause = 30_000;

/**
 * Asks an index for all versions at once. While there is time, it asks again for versions that may still arrive,
 * because a fresh release is absent at first. If one version can never become installable, it does not wait for any.
 *
 * @param wait seconds
 * @param releaseTags the packages' version tags, as a refusal names them
 * @returns every version with its files, or a refusal for each that cannot be installed (LA801 to LA806, LA808)
 */
export async function awaitInstallable(
  index: PythonIndex,
  asked: readonly ReleaseVersion[],
  wait: number,
  effects: WaitEffects,
  releaseTags: readonly DeclaredTags[] = [],
): Promise<Result<readonly InstallableVersion[]>> {
  const deadline = effects.now() + wait * 1000;
  let found = await Promise.all(asked.map((one) => ask(index, one)));
  for (let pause = shortestPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    const pending = found.filter(isPending);
    const left = deadline - effects.now();
    const isHopeless = found.some((one) => !isPending(one) && !isInstallable(one));
    if (pending.length === 0 || isHopeless || left <= 0) break;
    const names = listing(pending.map(({ version }) => nameOf(version)));
    const [next, rest] = [Math.min(pause, left), left].map((time) => Math.ceil(time / 1000));
    effects.say(`${names}: not installable yet; asking again in ${next} s, for ${rest} s at most`);
    await effects.sleep(Math.min(pause, left));
    found = await Promise.all(found.map((one) => (isPending(one) ? ask(index, one.version) : one)));
  }
  return traverse(found, ({ version, state }): Result<InstallableVersion> => {
    if (!state.ok) return state;
    const { elsewhere, mark } = state.value;
    return state.value.name === "installable"
      ? accept({ ...version, files: state.value.files, elsewhere, mark })
      : refuse(refusalOf(version, state.value, index.url, wait, releaseTags));
  });
}

interface Found {
  readonly version: ReleaseVersion;
  readonly state: Result<VersionState>;
}

async function ask(index: PythonIndex, version: ReleaseVersion): Promise<Found> {
  return { version, state: await index.state(version.subject, version.version) };
}

function isPending({ state }: Found): boolean {
  return state.ok && (state.value.name === "absent" || state.value.name === "propagating");
}

function isInstallable({ state }: Found): boolean {
  return state.ok && state.value.name === "installable";
}

function nameOf({ subject, version }: ReleaseVersion): string {
  return `${subject} ${version.canonical}`;
}
