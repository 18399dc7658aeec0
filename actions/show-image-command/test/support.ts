import type { PythonIndex } from "@lablink-actions/registries";
import {
  accept,
  parseVersion,
  type Refusal,
  type Result,
  type Version,
} from "@lablink-actions/release-core";

/** An index with these installable versions, or with the reason why it does not answer. */
export function index(answers: Readonly<Record<string, readonly string[] | Refusal>>): PythonIndex {
  const unasked = () => Promise.reject(new Error("only for installable versions is asked"));
  return {
    url: "http://127.0.0.1/simple",
    foundIn: "a test",
    files: unasked,
    state: unasked,
    ownState: unasked,
    provenance: unasked,
    installableVersions: async (project): Promise<Result<readonly Version[]>> => {
      const answer = answers[project] ?? [];
      if ("name" in answer) return { ok: false, refusals: [answer] };
      return accept(answer.flatMap((text) => parseVersion(text) ?? []));
    },
  };
}

export function refusalsOf(result: Result<unknown>): readonly Refusal[] {
  return result.ok ? [] : result.refusals;
}
