import { compareVersions, parseVersion } from "@lablink-actions/release-core";
import type { Observation } from "./frames.ts";
import type { PlannedCheck, PlannedExecution } from "./plan.ts";
import { unmetRequirements } from "./requirements.ts";

/** A row of the report. */
export interface Verdict {
  readonly check: string;
  readonly outcome: "passed" | "failed" | "needs-gpu";
  readonly seconds: number;
  /** Why it failed, or what was seen. */
  readonly reason: string;
  /** The last lines it printed, where it failed. */
  readonly output: readonly string[];
}

type Judgement = Pick<Verdict, "outcome" | "reason">;

/** The verdict on what was seen of a check, or of a part of it. */
export function judge(check: PlannedCheck, observation: Observation): Verdict {
  const { part, output, seconds } = observation;
  const { outcome, reason } = judgement(check, observation);
  return {
    check: part ? `${check.name}: ${part.name}` : check.name,
    outcome,
    seconds,
    reason,
    output: outcome === "passed" ? [] : output.lastLines(8),
  };
}

/** The verdict on a check that was never looked at, or whose end was not seen. */
export function unseen(check: PlannedCheck, reason: string): Verdict {
  return { check: check.name, outcome: "failed", seconds: 0, reason, output: [] };
}

function judgement(check: PlannedCheck, observation: Observation): Judgement {
  const { part, seen } = observation;
  if (seen.problem !== undefined) return failed(seen.problem);
  if (part) return judgePart(observation);
  switch (check.kind) {
    case "venv":
      return seen.exit === 0
        ? passed(`Python ${observation.output.lastLines(1).join("")}`)
        : failed(ending(observation) ?? `its Python is not of ${check.path}`);
    case "distribution":
      return judgeVersion(seen.version, check.expected);
    case "import":
      return judgeImport(check.gpu, observation);
    case "console-script":
      return judgeEntryPoint(observation);
    case "tool":
      return judgeTool(check.wanted, seen.version);
    case "execute":
      return judgeExecution(check, observation);
    case "file":
      if (seen.exists !== true) return failed("is missing");
      return check.executable && seen.executable !== true
        ? failed("is not executable")
        : passed("");
    case "variable": {
      const value = seen.printed === true ? observation.output.text : seen.value;
      if (value === check.value) return passed("");
      return failed(value === null ? "is not set" : `is ${JSON.stringify(value)}`);
    }
    case "user":
      return judgeUser(check.user, observation);
  }
}

function judgeUser(wanted: string, { seen, output }: Observation): Judgement {
  const [number, name] =
    seen.identity === true ? output.text.trim().split(" ") : [seen.uid, seen.user];
  if (wanted === name || wanted === number) return passed("");
  return failed(`the image runs as ${name || "a user without a name"} (${number})`);
}

/** PEP 440's equality: `1.0` is `1.0.0`, and a local part is part of a version. */
function judgeVersion(installed: string | null | undefined, expected: string): Judgement {
  if (installed === null || installed === undefined) return failed("is not installed");
  if (expected === "") return passed(installed);
  const [seen, wanted] = [parseVersion(installed), parseVersion(expected)];
  const equal = seen && wanted && compareVersions(seen, wanted) === 0;
  return equal ? passed(installed) : failed(`${installed} is installed, not ${expected}`);
}

function judgeTool(wanted: boolean, version: string | null | undefined): Judgement {
  if (wanted) return version ? passed(version) : failed("is not installed, on development");
  return version ? failed(`${version} is installed, on production`) : passed("absent");
}

function judgePart(observation: Observation): Judgement {
  if (observation.part?.kind === "entry-point") return judgeEntryPoint(observation);
  const { distributions, markers, by } = observation.seen;
  if (by === "metadata") {
    const unmet = unmetRequirements(distributions ?? [], markers ?? {});
    return unmet.length > 0
      ? failed(unmet.join("; "))
      : passed("by its metadata, for the environment has no pip");
  }
  const trouble = ending(observation);
  return trouble === undefined ? passed("by pip check") : failed(trouble);
}

function judgeEntryPoint(observation: Observation): Judgement {
  const { launcher } = observation.seen;
  if (launcher) return failed(launcher);
  return judgeImport(false, observation);
}

function judgeImport(gpu: boolean, observation: Observation): Judgement {
  const trouble = ending(observation);
  if (trouble === undefined) return passed("");
  const [last = ""] = observation.output.lastLines(1);
  // How the loader tells that the driver's library is missing, in the words of the exception itself.
  if (gpu && /^(?:ImportError|OSError): libcuda\.so\.1: cannot open shared object file/.test(last))
    return { outcome: "needs-gpu", reason: last };
  return failed(observation.seen.exit === 1 && last !== "" ? last : trouble);
}

function judgeExecution(check: PlannedExecution, observation: Observation): Judgement {
  const { seen, output, seconds } = observation;
  const { exit, alive, missing } = seen;
  // A shell says 127 of a command that is not there, and 126 of one that cannot be started.
  if (missing === true || exit === 127) return failed("the command is missing");
  if (exit === 126) return failed("the command cannot be started");
  if (alive && check.alive === 0)
    return failed(`did not end within ${seconds.toFixed(0)} s, and was killed`);
  if (alive && seen.hurried) return failed("there was no time left to see it run");
  if (!check.tests && output.hasTraceback) return failed("printed a traceback");
  if (!alive && check.alive > 0) {
    return failed(
      `ended after ${seconds.toFixed(1)} s (${endedBy(observation)}), and should run for ${check.alive} s`,
    );
  }
  if (!alive && (exit === undefined || !check.exits.includes(exit)))
    return failed(`ended by ${endedBy(observation)}, not ${check.exits.join(" or ")}`);
  if (check.creates !== "") {
    if (!seen.created) return failed(`did not create ${check.creates}`);
    if (seen.created.size === 0) return failed(`left ${check.creates} empty`);
    if (seen.created.fresh === false)
      return failed(`did not write ${check.creates}, which was there before`);
  }
  if (check.prints !== "" && !new RegExp(check.prints, "m").test(output.text))
    return failed(`printed nothing that matches ${check.prints}`);
  return passed(alive ? `ran for ${check.alive} s` : "");
}

/** Why a program that should end with 0 did not; undefined where it did. */
function ending(observation: Observation): string | undefined {
  const { exit, alive } = observation.seen;
  if (exit === 0) return undefined;
  if (alive) return `did not end within ${observation.seconds.toFixed(0)} s, and was killed`;
  return `ended by ${endedBy(observation)}`;
}

function endedBy({ seen: { exit, signal } }: Observation): string {
  return signal === undefined ? `exit ${exit ?? "unknown"}` : `signal ${signal}`;
}

function passed(reason: string): Judgement {
  return { outcome: "passed", reason };
}

function failed(reason: string): Judgement {
  return { outcome: "failed", reason };
}
