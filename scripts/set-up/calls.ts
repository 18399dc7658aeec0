import { nearest } from "@lablink-actions/release-core";
import type { Finding } from "./finding.ts";
import { type OwnFile, ownFile } from "./own-files.ts";
import { lackingRights, type Rights } from "./rights.ts";
import type { Call, Workflow } from "./workflow.ts";

/** What is wrong with what a workflow calls: names, versions, inputs and rights. */
export function callFindings(workflow: Workflow): Finding[] {
  // What has nothing to do with releases is not ours to judge.
  if (!workflow.calls.some(({ own }) => own !== undefined)) return [];
  return workflow.calls.flatMap((call) => {
    const line = workflow.lineOf([...call.path, "uses"]);
    const place = { file: workflow.path, line };
    if (call.own === undefined) return pinFinding(call, place);
    const called = ownFile(call.own);
    if (called === undefined) {
      const seen = `${call.uses}: lablink-actions has no ${call.own}`;
      return { level: "error", ...place, seen, remedy: "Correct the name." };
    }
    return [
      ...versionFinding(call, place),
      ...inputFindings(call, called, workflow),
      ...rightsFindings(called.rights, call, workflow),
    ];
  });
}

interface Place {
  readonly file: string;
  readonly line: number;
}

function pinFinding({ uses }: Call, place: Place): Finding[] {
  if (/^(\.\/|\$\/|docker:\/\/)/.test(uses) || /@[0-9a-f]{40}$/.test(uses)) return [];
  const remedy =
    "Write the commit, and the version as a comment behind it: a tag can be moved to other code.";
  return [{ level: "warning", ...place, seen: `${uses} is not pinned by a commit`, remedy }];
}

/** Branches have no bundles, so an action does not start from one. */
function versionFinding({ uses }: Call, place: Place): Finding[] {
  const [, ref = ""] = uses.split("@");
  if (/^(v\d+(\.\d+){0,2}(-.+)?|[0-9a-f]{40})$/.test(ref)) return [];
  const remedy = "Write a release, such as v1, or its commit.";
  return [{ level: "error", ...place, seen: `${uses} does not name a release`, remedy }];
}

function inputFindings(call: Call, { inputs }: OwnFile, workflow: Workflow): Finding[] {
  const known = Object.keys(inputs);
  const unknown = Object.keys(call.given).filter((name) => !known.includes(name.toLowerCase()));
  const missing = known.filter((name) => inputs[name]?.required && !(name in call.given));
  const finding = (keys: readonly string[], seen: string, remedy: string): Finding => {
    return { level: "error", file: workflow.path, line: workflow.lineOf(keys), seen, remedy };
  };
  return [
    ...unknown.map((name) => {
      const meant = nearest(name, known);
      const hint = meant ? ` Is ${meant} meant?` : "";
      const keys = [...call.path, "with", name];
      return finding(keys, `${call.own} has no input ${name}`, `Correct or delete it.${hint}`);
    }),
    ...missing.map((name) => {
      return finding(call.path, `${call.own} needs the input ${name}`, "Give it under with.");
    }),
  ];
}

// What a token may do if nothing is written and the repository's setting is the careful one.
const carefulRights: Rights = { contents: "read", packages: "read" };

/** Rights that a job needs for what it calls, and does not give. */
export function rightsFindings(needed: Rights, call: Call, workflow: Workflow): Finding[] {
  const given = call.job.permissions ?? workflow.permissions;
  const lacking = lackingRights(given ?? carefulRights, needed);
  if (lacking.length === 0) return [];
  const job = call.path.slice(0, 2);
  // id-token is never given by a setting.
  const isSure = (given !== undefined && given !== null) || "id-token" in needed;
  return [
    {
      level: isSure ? "error" : "warning",
      file: workflow.path,
      line: workflow.lineOf([...job, ...(call.job.permissions ? ["permissions"] : [])]),
      seen: `the job ${job[1]} calls ${call.own} and ${given ? "does not give" : "leaves it to the repository's settings whether it gives"} ${lacking.join(", ")}`,
      remedy: `Write it under permissions of the job, beside what it has.`,
    },
  ];
}
