import { githubIssuer } from "@lablink-actions/provenance";
import type { PythonIndex, VersionState } from "@lablink-actions/registries";
import { accept, parseVersion, type Result, refuse } from "@lablink-actions/release-core";
import type { ProvenancePolicy } from "../src/provenance.ts";

export type Answer = VersionState["name"] | "trouble";

const file = { url: new URL("https://index.example/x"), version: undefined };
const files = [
  { ...file, filename: "a.whl", yanked: undefined },
  { ...file, filename: "a.tar.gz", yanked: undefined },
];

/** Nothing of it is asked by most tests. */
export const anyProvenance: ProvenancePolicy = {
  mode: "if-present",
  publisher: {
    repository: "talmolab/lablink",
    workflow: undefined,
    ref: undefined,
    environment: undefined,
    issuer: githubIssuer,
  },
  trustedRoot: undefined,
};

/**
 * An index that gives these answers, by package and number of earlier requests, and a clock that moves only while the
 * caller sleeps.
 */
export function scriptedIndex(answer: (packageName: string, before: number) => Answer) {
  const asked: string[] = [];
  const slept: number[] = [];
  const said: string[] = [];
  let time = 0;
  const index: PythonIndex = {
    url: "https://index.example/simple",
    foundIn: "a test",
    files: async () => accept("absent"),
    ownState: () => Promise.reject(new Error("nothing is published here")),
    provenance: async () => accept({ name: "none" }),
    installableVersions: async () => accept([]),
    async state(packageName) {
      const before = asked.filter((name) => name === packageName).length;
      asked.push(packageName);
      return stateOf(answer(packageName, before));
    },
  };
  const effects = {
    now: () => time,
    async sleep(milliseconds: number) {
      slept.push(milliseconds);
      time += milliseconds;
    },
    say: (line: string) => void said.push(line),
  };
  return { index, effects, asked, slept, said };
}

function stateOf(name: Answer): Result<VersionState> {
  switch (name) {
    case "trouble":
      return refuse({ name: "index-trouble", seen: "the index answered 500", remedy: "Wait." });
    case "absent": {
      const there = ["0.5", "0.9", "1.1rc1", "1.1", "2.0"];
      return accept({ name, installable: there.flatMap((text) => parseVersion(text) ?? []) });
    }
    case "yanked":
      return accept({ name, reason: 'it deletes "everything"', files });
    default:
      return accept({ name, files });
  }
}
