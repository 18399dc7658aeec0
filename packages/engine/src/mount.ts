import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { engineIsGone, engineUnavailable, heedCancellation, oneLine, shortly } from "./docker.ts";
import type { OwnContainerEffects } from "./own-container.ts";
import { tarArchive } from "./tar-writer.ts";

/** A file of the checkout, and where the containers have it. */
export interface MountedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
}

/**
 * Puts the files into a container that has not started yet, as root's own and read-only. They are copies, so that
 * nothing in the container can change the checkout, and an engine on another machine gets them as well.
 *
 * @returns `mount-failed` (LA612), `engine-unavailable` (LA605)
 */
export async function mount(
  files: readonly MountedFile[],
  container: string,
  { docker, signal }: OwnContainerEffects,
): Promise<Result<undefined>> {
  if (files.length === 0) return accept(undefined);
  const members = files.map(({ path, bytes, isExecutable }) => ({
    name: path.slice(1),
    mode: isExecutable ? 0o555 : 0o444,
    bytes,
  }));
  const answer = await docker(["cp", "-", `${container}:/`], {
    input: tarArchive(members),
    deadline: shortly,
    signal,
    grace: 0,
  });
  heedCancellation(signal);
  if (answer.exitCode === 0) return accept(undefined);
  if (engineIsGone(answer) || answer.endedBy !== undefined) return engineUnavailable(answer);
  return refuse({
    name: "mount-failed",
    seen: `the engine could not put ${files.map(({ path }) => path).join(", ")} into the image: ${oneLine(answer.trouble)}`,
    remedy: "Choose a path that is not a folder of the image, and is not below one of its files.",
  });
}
