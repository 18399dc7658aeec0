import { spawnSync } from "node:child_process";
import { describeUnless } from "./tools.ts";

/** Why there is no container engine to test with; undefined if one answers, at DOCKER_HOST if that is set. */
export function missingEngine(image: string = baseImage()): string | undefined {
  const docker = (...words: string[]) =>
    spawnSync("docker", words, { encoding: "utf8", timeout: 10_000 });
  const version = docker("version", "--format", "{{.Server.Version}}");
  if (version.error || version.status !== 0) return "no container engine answers";
  return docker("image", "inspect", image).status === 0
    ? undefined
    : `the container engine has no image ${image}`;
}

/** The image with Python that tests base their images on: LABLINK_ACTIONS_BASE_IMAGE, made by .ci/engine. */
export function baseImage(): string {
  return process.env["LABLINK_ACTIONS_BASE_IMAGE"] ?? "lablink-base:bookworm";
}

/**
 * A `describe` whose tests need a running container engine with the base image. If it is missing, the block is left out
 * and named, or is an error with LABLINK_ACTIONS_REQUIRE_TOOLS=1, as in `describeWith`.
 */
export function describeWithEngine(name: string, body: () => void): void {
  describeUnless(missingEngine(), name, body);
}
