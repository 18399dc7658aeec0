import type { ReleaseConfig } from "@lablink-actions/release-config";
import { decideChannelName, listing, nearest, quote } from "@lablink-actions/release-core";
import { type Finding, refused } from "./finding.ts";
import { type Call, plainInput, type Workflow } from "./workflow.ts";

export const imagesWorkflow = ".github/workflows/images.yml";

/** What the caller of images.yml must have so that the configuration's images are built on both channels. */
export function imagesFindings(call: Call, workflow: Workflow, config: ReleaseConfig): Finding[] {
  return [
    ...eventFindings(workflow, config),
    ...startFindings(workflow, config),
    ...environmentFindings(call, workflow, config),
    ...versionFindings(workflow, config),
  ];
}

/** Each event goes to the one decision. */
function eventFindings({ path, events, lineOf }: Workflow, policy: ReleaseConfig): Finding[] {
  return Object.keys(events)
    .filter((eventName) => eventName !== "workflow_call")
    .flatMap((eventName) => {
      const trigger = { eventName, ref: "refs/heads/main", environment: "", policy };
      const decided = decideChannelName(trigger);
      const refusals = decided.ok ? [] : decided.refusals;
      return refusals
        .filter(({ name }) => name === "event-unsupported")
        .map((it) => ({ ...refused(it), file: path, line: lineOf(["on", eventName]) }));
    });
}

/** Whether anything starts production. */
function startFindings({ path, events, lineOf }: Workflow, config: ReleaseConfig): Finding[] {
  if ("workflow_dispatch" in events || "workflow_call" in events) return [];
  const place = { level: "warning", file: path, line: lineOf(["on"]) } as const;
  if (config.productionOn === "dispatch") {
    const seen = "nothing starts production: it is a manual dispatch, and there is none";
    const remedy = "Add workflow_dispatch, with environment and the versions as inputs.";
    return [{ ...place, seen, remedy }];
  }
  const isReleased = "release" in events || ("push" in events && startsWithTags(events.push));
  if (isReleased) return [];
  const seen = "nothing starts production: it is a version tag, and no tag starts this workflow";
  return [{ ...place, seen, remedy: "Add the tags under push." }];
}

/** A push without any filter is one of tags too. */
function startsWithTags(push: Workflow["events"]["push"]): boolean {
  return push === null || push?.tags !== undefined || push?.branches === undefined;
}

function environmentFindings(call: Call, workflow: Workflow, config: ReleaseConfig): Finding[] {
  const { events, path, lineOf } = workflow;
  if (!("workflow_dispatch" in events)) return [];
  const keys = ["on", "workflow_dispatch", "inputs"];
  const inputs = events.workflow_dispatch?.inputs ?? {};
  const production = environmentsOf(call, "production-environments", config.productionEnvironments);
  const all = [
    ...production,
    ...environmentsOf(call, "development-environments", config.developmentEnvironments),
  ];
  const environment = inputs["environment"];
  const finding = (level: Finding["level"], seen: string, remedy: string, key: string[] = []) => ({
    ...{ level, file: path, line: lineOf([...keys, "environment", ...key]), seen, remedy },
  });
  if (!environment) {
    const seen = "the dispatch has no input environment, so each one is development";
    const remedy = `Add it, with the options ${listing(all)}.`;
    return config.productionOn === "dispatch" ? [finding("warning", seen, remedy)] : [];
  }
  if (!environment.options) return [];
  const options = environment.options.map(String);
  const unknown = options.flatMap((option, at) => {
    if (all.includes(option)) return [];
    const meant = nearest(option, all);
    const hint = meant ? ` Is ${meant} meant?` : "";
    const seen = `${quote(option)} is not an environment of the configuration`;
    const remedy = `Write ${listing(all, "or")}, or add it to development-environments or production-environments.${hint}`;
    return [finding("error", seen, remedy, ["options", String(at)])];
  });
  if (production.some((name) => options.includes(name))) return unknown;
  const seen = `the options of environment have no production environment (${listing(production, "or")})`;
  return [...unknown, finding("warning", seen, "Add it.", ["options"])];
}

function environmentsOf(call: Call, name: string, configured: readonly string[]): string[] {
  const written = plainInput(call, name) ?? "";
  const names = written.split(/[,\n]/).map((it) => it.trim());
  return written === "" ? [...configured] : names.filter((it) => it !== "");
}

/** Each version that production is built from needs an input. */
function versionFindings({ events, path, lineOf }: Workflow, config: ReleaseConfig): Finding[] {
  if (!("workflow_dispatch" in events)) return [];
  // GitHub does not tell inputs apart by case.
  const names = Object.keys(events.workflow_dispatch?.inputs ?? {}).map((it) => it.toLowerCase());
  const wanted = versionInputs(config);
  const place = { file: path, line: lineOf(["on", "workflow_dispatch", "inputs"]) };
  const known = [...inputsOf(config.images).values(), "environment"];
  const missing = [...wanted].flatMap(([name, input]): Finding[] => {
    if (names.includes(input.toLowerCase())) return [];
    const seen = `the dispatch has no input ${input}, which takes the version of ${name}`;
    const meant = nearest(
      input,
      names.filter((it) => !known.includes(it)),
    );
    const remedy = `Add it, or name another one as version-input of ${name}.${meant ? ` Is ${meant} meant?` : ""}`;
    return [{ level: "error", ...place, seen, remedy }];
  });
  const unknown = names.filter((name) => {
    return /(^|[_-])version$/.test(name) && !known.some((it) => it.toLowerCase() === name);
  });
  return [
    ...missing,
    ...unknown.map((name): Finding => {
      const seen = `the input ${name} is the version of nothing that an image is built from`;
      const remedy = "Delete it, or name it as version-input of a package.";
      return { level: "warning", ...place, seen, remedy };
    }),
  ];
}

/** The input of each version that is asked for: a tagged commit brings its own. */
export function versionInputs({ images }: ReleaseConfig): ReadonlyMap<string, string> {
  return inputsOf(images.filter(({ source }) => source === "index"));
}

function inputsOf(images: ReleaseConfig["images"]): ReadonlyMap<string, string> {
  const released = images.flatMap((image) => image.released);
  return new Map(released.map(({ name, versionInput }) => [name, versionInput]));
}
