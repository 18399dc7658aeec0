import type { ProgramAnswer } from "@lablink-actions/action-kit";
import {
  accept,
  isDigest,
  quote,
  type Result,
  refuse,
  splitPinnedReference,
} from "@lablink-actions/release-core";
import { type Docker, engineIsGone, engineUnavailable, oneLine, shortly } from "./docker.ts";
import { type RoomEffects, roomProblem } from "./room.ts";

/** An image that is the same whenever it is looked at. */
export interface PinnedImage {
  /** As docker takes it: `name@sha256:…`, or the id of an image that the engine has. */
  readonly reference: string;
  /** Undefined for an id, which no registry knows. */
  readonly name: string | undefined;
}

/**
 * Reads which image is meant: `name@sha256:…`, or the id of one that the engine has (`sha256:…`).
 *
 * @returns the image, or `image-not-pinned` (LA603)
 */
export function parsePinnedImage(text: string): Result<PinnedImage> {
  if (isDigest(text)) return accept({ reference: text, name: undefined });
  const name = splitPinnedReference(text)?.name;
  // It is a word of docker's command line, so it must not look like an option.
  if (name !== undefined && /^[A-Za-z0-9[][A-Za-z0-9._/:[\]-]*$/.test(name)) {
    return accept({ reference: text, name });
  }
  return refuse({
    name: "image-not-pinned",
    seen: `the image ${quote(text)} is not given by its digest`,
    remedy:
      "Give name@sha256:… with the digest that the build pushed, or the id (sha256:…) of an image that the engine has.",
  });
}

export interface ImageEffects extends RoomEffects {
  readonly docker: Docker;
}

// A CUDA image of several gigabytes, on a slow connection.
const pullDeadline = 30 * 60_000;

/**
 * Makes sure that the engine has the image. It is pulled only if there is room for it.
 *
 * @returns the image, or `image-missing` (LA604), `engine-unavailable` (LA605), `disk-too-small` (LA606)
 */
export async function requireImage(
  image: PinnedImage,
  effects: ImageEffects,
): Promise<Result<PinnedImage>> {
  const { docker, signal } = effects;
  const { reference, name } = image;
  const inspect = ["image", "inspect", "--format", "{{.Id}}", reference];
  const held = await docker(inspect, { deadline: shortly, signal });
  if (held.exitCode === 0) return accept(image);
  // Only this answer shows that the engine is there, and the image is not.
  if (!/no such image/i.test(held.trouble)) return engineUnavailable(held);
  if (name === undefined) {
    return missing(
      `the engine has no image ${reference}`,
      "Give the id of an image that this runner's engine has, or name@sha256:… of one in a registry.",
    );
  }
  const problem = await roomProblem(reference, name, effects);
  if (problem !== undefined) return tooSmall(reference, problem);
  const pulled = await docker(["pull", "--quiet", reference], { deadline: pullDeadline, signal });
  if (pulled.exitCode === 0) return accept(image);
  if (/no space left/i.test(pulled.trouble)) return tooSmall(reference, pulled.trouble);
  if (engineIsGone(pulled)) return engineUnavailable(pulled);
  return missing(
    `the image ${reference} could not be pulled: ${oneLine(pulled.trouble)}`,
    pullRemedy(pulled),
  );
}

/** What docker says if a pull fails, in its older and newer words, and what to do then. */
const pullRemedies: readonly (readonly [cause: RegExp, remedy: string])[] = [
  [
    /no matching manifest|does not match the specified platform/i,
    "The image is not for this runner's platform. Run the step on a runner of the image's platform.",
  ],
  [
    /dial tcp|connection refused|no such host|timeout|deadline exceeded|x509|HTTP response to HTTPS|HTTP status: 5\d\d|toomanyrequests|\bEOF\b/i,
    "The registry did not answer as it must. Check its address and certificate, and try again.",
  ],
  [
    /unauthorized|denied|no basic auth|authentication required/i,
    "Log in to the registry before this step, with an account that may read the image, and check the image's name.",
  ],
  [
    /manifest unknown|not found/i,
    "The registry does not have it. Correct the name and the digest: it must be the one that the build pushed.",
  ],
];

function pullRemedy({ endedBy, trouble }: ProgramAnswer): string {
  if (endedBy === "deadline")
    return "Try again. If the registry stays slow, pull the image in a step before this one.";
  const [, remedy] = pullRemedies.find(([cause]) => cause.test(trouble)) ?? [];
  return remedy ?? "Pull the image by hand, to see what is wrong, and try again.";
}

function missing(seen: string, remedy: string): Result<never> {
  return refuse({ name: "image-missing", seen, remedy });
}

function tooSmall(image: string, problem: string): Result<never> {
  return refuse({
    name: "disk-too-small",
    seen: `there is no room for ${image}: ${oneLine(problem)}`,
    remedy:
      "Free disk space before this step: set free-disk-space for the image, or remove images that the runner does not need.",
  });
}
