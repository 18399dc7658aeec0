import { join } from "node:path";
import type { Decision } from "@lablink-actions/action-kit";
import {
  type BackendSettings,
  backendFile,
  backendNotUsed,
  commandFailed,
  initialize,
  readState,
  type Tool,
} from "@lablink-actions/infrastructure";
import {
  accept,
  acceptUnless,
  listing,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import type { Output } from "./declaration.ts";
import { findElsewhere } from "./elsewhere.ts";

interface InitializeInputs {
  /** Undefined for a folder that holds nothing but the backend. */
  readonly directory: string | undefined;
  readonly backend: BackendSettings;
  readonly otherKeys: readonly string[];
  /** Whether the folder's files must be formatted, and valid. */
  readonly check: boolean;
}

export interface InitializeEffects {
  readonly toolIn: (directory: string) => Tool;
  /** A file's text; undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** Makes a folder for this job only, with nothing but the backend in it, and gives its path. */
  readonly makeFolder: () => string;
  readonly say: (line: string) => void;
}

/**
 * Initializes the folder of an infrastructure, and says whether anything is deployed. What is wrong with the format and
 * with the configuration is reported together.
 *
 * @returns the outputs, or `state-elsewhere` (LA628), `backend-not-used` (LA629), `infrastructure-command-failed`
 * (LA640), `infrastructure-answer-unreadable` (LA641)
 */
export async function initializeInfrastructure(
  { directory: given, backend, otherKeys, check }: InitializeInputs,
  effects: InitializeEffects,
): Promise<Result<Decision<Output>>> {
  const directory = given ?? effects.makeFolder();
  const tool = effects.toolIn(directory);
  const checks = check && given !== undefined;
  const isLocked = effects.readFile(join(directory, ".terraform.lock.hcl")) !== undefined;
  const problems: Refusal[] = checks ? await formatOf(tool) : [];
  const initialized = await initialize(tool, backend, isLocked, effects.say);
  if (!initialized.ok) return refuse(...initialized.refusals, ...problems);
  if (checks) problems.push(...(await validityOf(tool)));
  const notUsed = backendNotUsed(effects.readFile(join(directory, backendFile)), backend);
  if (notUsed) problems.push(notUsed);
  const usable = acceptUnless(problems, undefined);
  if (!usable.ok) return usable;

  const state = await readState(tool);
  if (!state.ok) return state;
  const isEmpty = state.value.length === 0;
  const elsewhere = isEmpty ? await findElsewhere(backend, otherKeys, effects) : accept(undefined);
  if (!elsewhere.ok) return elsewhere;
  const looked = [backend.key, ...otherKeys];
  return accept({
    outputs: { directory, "is-empty": String(isEmpty) },
    title: "Initialized",
    facts: [
      ["State", isEmpty ? `none at ${listing(looked)}` : backend.key],
      ["Resources", String(state.value.length)],
      ["Providers", isLocked ? "as the lock file has them" : "chosen now: there is no lock file"],
    ],
  });
}

async function formatOf(tool: Tool): Promise<Refusal[]> {
  const answer = await tool.ask(["fmt", "-check", "-recursive", "-no-color"]);
  if (answer.exitCode === 0) return [];
  const files = answer.output.split("\n").filter(Boolean);
  const trouble = answer.trouble || `format ${listing(files)} by ${tool.name} fmt`;
  return [commandFailed(tool, "fmt -check", { ...answer, trouble })];
}

async function validityOf(tool: Tool): Promise<Refusal[]> {
  const answer = await tool.ask(["validate", "-no-color"]);
  return answer.exitCode === 0 ? [] : [commandFailed(tool, "validate", answer)];
}
