import { compareVersions, parseVersion, type Version } from "@lablink-actions/release-core";
import {
  choice,
  described,
  list,
  nullable,
  open,
  optional,
  record,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import type { Observation } from "../frames.ts";
import { unmetRequirements } from "../requirements.ts";
import { judgeLaunched, launched } from "./console-scripts.ts";
import python from "./distribution.py";
import { failed, type Judgement, judged, type Kind, passed } from "./kind.ts";
import { ending, ran } from "./ran.ts";
import { distributionName } from "./written.ts";

const seenRequirements = open({
  ...ran,
  by: choice("pip check", "metadata"),
  distributions: optional(list(open({ name: text(), version: text(), requires: list(text()) }))),
  markers: optional(record(text(), text())),
});

/**
 * The installed package has the expected version. What else is known of a package by its metadata is found by itself,
 * and each is a row of its own: its console scripts and entry points, and its requirements.
 */
export const distribution: Kind<string> = {
  shape: described(
    "The installed package. Its version is the expected one, its scripts and entry points work, and its requirements are met.",
    distributionName,
  ),
  plan: (name, { channel, expected }) => {
    const judgeVersion = judged(open({ version: optional(nullable(text())) }), ({ version }) =>
      versionJudgement(version, expected),
    );
    const judges = {
      "entry-point": judged(open(launched), judgeLaunched),
      requirements: judged(seenRequirements, judgeRequirements),
    };
    return [
      {
        name: `distribution ${name}`,
        look: {
          kind: "distribution",
          distribution: name,
          // Of a published package it is asked where it is, for the comparison.
          locates: channel.name === "production",
        },
        judge: (observation) => {
          const { part } = observation;
          return part ? judges[part.kind](observation) : judgeVersion(observation);
        },
      },
    ];
  },
  python,
};

/** By PEP 440's equality: `1.0` is `1.0.0`, and a local part is part of a version. */
function versionJudgement(
  installed: string | null | undefined,
  expected: Version | undefined,
): Judgement {
  if (installed === null || installed === undefined) return failed("is not installed");
  if (expected === undefined) return passed(installed);
  const seen = parseVersion(installed);
  return seen && compareVersions(seen, expected) === 0
    ? passed(installed)
    : failed(`${installed} is installed, not ${expected.canonical}`);
}

function judgeRequirements(
  seen: Shaped<typeof seenRequirements>,
  observation: Observation,
): Judgement {
  const { distributions = [], markers = {}, by } = seen;
  if (by === "metadata") {
    const unmet = unmetRequirements(distributions, markers);
    return unmet.length > 0
      ? failed(unmet.join("; "))
      : passed("by its metadata, because the environment has no pip");
  }
  const trouble = ending(seen, observation);
  return trouble === undefined ? passed("by pip check") : failed(trouble);
}
