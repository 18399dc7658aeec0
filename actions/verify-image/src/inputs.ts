import type { Parser } from "@lablink-actions/action-kit";
import type { MountedFile } from "@lablink-actions/engine";
import {
  accept,
  type Channel,
  conflictingInputs,
  decideImageChannel,
  imageVersion,
  invalidInput,
  map,
  missingInput,
  normalizePackageName,
  parseVersion,
  quote,
  type Result,
  refuse,
  type Trigger,
  type Version,
} from "@lablink-actions/release-core";
import { parseChecks } from "./checks.ts";
import type { Checks } from "./kinds/index.ts";
import { type ReadCheckout, readMounts } from "./mounts.ts";

/** Checks in the input itself; otherwise `checks-invalid` (LA602). */
export const inlineChecks: Parser<Checks> = (text) => parseChecks({ text, file: undefined });

/** Checks in a file of the workspace; otherwise `checks-missing` (LA608), `checks-invalid` (LA602). */
export function checksIn(readFile: (path: string) => string | undefined): Parser<Checks> {
  return (file) => {
    const text = readFile(file);
    if (text !== undefined) return parseChecks({ text, file });
    return refuse({
      name: "checks-missing",
      seen: `checks-file is ${quote(file)}, and the workspace has no such file`,
      remedy: "Correct the path, or check out the repository before this step.",
    });
  };
}

/**
 * The checks of the image: those of one input, or else what is known of any package, for the package that is named.
 *
 * @returns them, or `input-missing` (LA901), `inputs-conflict` (LA903)
 */
export function chosenChecks(inputs: {
  readonly checks: Checks | undefined;
  readonly checksFile: Checks | undefined;
  readonly package: string | undefined;
}): Result<Checks> {
  const { checks, checksFile, package: name } = inputs;
  if (checks && checksFile) {
    return refuse(
      conflictingInputs("checks and checks-file are both given", "Leave one of them out."),
    );
  }
  const written = checks ?? checksFile;
  if (written === undefined && name === undefined) {
    return refuse(
      missingInput(
        "each of the inputs checks, checks-file and package",
        "Give the checks, the path of the file that has them, or the package, under with:.",
      ),
    );
  }
  return withDistribution(written ?? {}, name);
}

/** The input `package` names the distribution if the checks do not. They must not name two. */
function withDistribution(checks: Checks, name: string | undefined): Result<Checks> {
  const { distribution = name } = checks;
  if (distribution === undefined) return accept(checks);
  if (name !== undefined && normalizePackageName(name) !== normalizePackageName(distribution)) {
    return refuse(
      conflictingInputs(
        `the checks are of the distribution ${quote(distribution)}, and the input package is ${quote(name)}`,
        "Leave one of them out, or make them the same.",
      ),
    );
  }
  return accept({ ...checks, distribution });
}

/** The checks, and the files of the checkout that they need; otherwise `mount-unreadable` (LA611). */
export function withMounts(readFile: ReadCheckout) {
  return (
    checks: Checks,
  ): Result<{ readonly checks: Checks; readonly mounts: readonly MountedFile[] }> =>
    map(readMounts(checks.mounts, readFile), (mounts) => ({ checks, mounts }));
}

/**
 * The shared decision, and the version that the image must hold. What `version` means follows from the channel. On
 * production it is what was asked to be built, so the decision is asked for it. On development it only says what the
 * local code has, and nothing is built from it; so the decision is asked without it, as the steps before asked when
 * they built.
 *
 * @returns them, or the refusals of the decision (LA101 to LA110), or `input-invalid` (LA902)
 */
export function decideRun({
  trigger,
  version,
}: {
  readonly trigger: Trigger;
  readonly version: string;
}): Result<{ readonly channel: Channel; readonly expected: Version | undefined }> {
  const withoutVersion = decideImageChannel(trigger, "");
  if (!withoutVersion.ok || withoutVersion.value.name === "production") {
    return map(decideImageChannel(trigger, version), (channel) => ({
      channel,
      expected: imageVersion(channel),
    }));
  }
  const expected = parseVersion(version);
  if (version === "" || expected) return accept({ channel: withoutVersion.value, expected });
  return refuse(
    invalidInput(
      "version",
      `is ${quote(version)}, which is not a PEP 440 version`,
      "Give the version of the local code, or leave version empty on development.",
    ),
  );
}
