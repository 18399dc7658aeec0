/** Why nothing of an image starts. */
import {
  broken,
  type Docker,
  engineUnavailable,
  heedCancellation,
  shortly,
} from "@lablink-actions/engine";
import { type Result, refuse } from "@lablink-actions/release-core";

interface PlatformEffects {
  readonly docker: Docker;
  readonly signal: AbortSignal;
}

/**
 * The engine starts programs of another platform if the runner emulates it, so only a start that failed asks for the
 * platforms.
 *
 * @param isOfNoFormat the engine found a program, and could not execute it
 * @returns `image-platform-foreign` (LA609), `verification-broken` (LA607), `engine-unavailable` (LA605)
 */
export async function refuseUnstartable(
  reference: string,
  isOfNoFormat: boolean,
  { docker, signal }: PlatformEffects,
): Promise<Result<never>> {
  const ask = (...words: string[]) => docker(words, { deadline: shortly, signal, grace: 0 });
  const image = await ask(
    ...["image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", reference],
  );
  heedCancellation(signal);
  if (image.exitCode !== 0) return engineUnavailable(image);
  const engine = await ask("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}");
  heedCancellation(signal);
  if (engine.exitCode !== 0) return engineUnavailable(engine);
  if (image.output !== engine.output) {
    return refuse({
      name: "image-platform-foreign",
      seen: `${reference} is an image for ${image.output}, and the engine of this runner is for ${engine.output}: no program of the image starts`,
      remedy: `Run this job on a runner for ${image.output}, or set up QEMU before this step (docker/setup-qemu-action).`,
    });
  }
  if (isOfNoFormat) {
    return broken(
      `no program of ${reference} starts, because of an exec format error, although the image says that it is for ${image.output}, as the engine is`,
      "Find out for which platform the programs in the image are. Build the image for the platform that it says.",
    );
  }
  return broken(
    `${reference} has neither a shell (/bin/sh) nor a Python that starts, so nothing can look inside`,
    "Add one of them to the image.",
  );
}
