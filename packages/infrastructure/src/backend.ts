import { accept, type Refusal, type Result, refuse } from "@lablink-actions/release-core";
import { anything, checkJson, open, record, text } from "@lablink-actions/shape";
import { commandFailed } from "./failure.ts";
import { minute, type Tool } from "./tool.ts";

/** The settings of an S3 backend, by name: at least its bucket, and the key of one state. */
export interface BackendSettings {
  readonly bucket: string;
  readonly key: string;
  /** One `name=value` each, as `-backend-config` takes them. */
  readonly lines: readonly string[];
}

/** All that a folder needs for a state to be read, or what it has to be destroyed. */
export const onlyBackend = 'terraform {\n  backend "s3" {}\n}\n';

/** Where the tool keeps the backend that a folder was initialized with. */
export const backendFile = ".terraform/terraform.tfstate";

const used = open({ backend: open({ type: text(), config: record(text(), anything) }) });

/**
 * Initializes a folder: its providers, which may take ten minutes, and its backend. A lock file that is there already
 * is kept as it is, so that no provider is another one than was committed.
 *
 * @returns nothing, or `infrastructure-command-failed` (LA640)
 */
export async function initialize(
  tool: Tool,
  { lines }: BackendSettings,
  isLocked: boolean,
  say: (line: string) => void,
): Promise<Result<undefined>> {
  const words = [
    "init",
    "-input=false",
    "-no-color",
    ...(isLocked ? ["-lockfile=readonly"] : []),
    ...lines.map((line) => `-backend-config=${line}`),
  ];
  const answer = await tool.follow(words, 10 * minute, say);
  return answer.exitCode === 0 ? accept(undefined) : refuse(commandFailed(tool, "init", answer));
}

/**
 * Whether the folder uses the state that was given. Without a block `backend "s3" {}` the tool only warns, and keeps the
 * state on the runner, where it is lost with the job.
 *
 * @param written what the tool wrote to `backendFile`; undefined if there is no such file
 * @returns `backend-not-used` (LA629), or undefined
 */
export function backendNotUsed(
  written: string | undefined,
  { bucket, key }: BackendSettings,
): Refusal | undefined {
  const checked = checkJson(used, written ?? "");
  const { type, config } = checked.ok ? checked.value.backend : { type: "local", config: {} };
  if (type === "s3" && config["bucket"] === bucket && config["key"] === key) return undefined;
  return {
    name: "backend-not-used",
    seen: `the infrastructure does not keep its state at ${key} in the bucket ${bucket}: its backend is ${type}`,
    remedy: 'Write backend "s3" {} into its terraform block, with nothing in it.',
  };
}
