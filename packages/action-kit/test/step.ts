import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach } from "@jest/globals";
import {
  parseFileCommands,
  type ReadCommands,
  readCommands,
  type TemporaryDirectory,
  temporaryDirectory,
} from "@lablink-actions/testkit";

/** What the runner gives to a step and reads from it afterwards. */
export interface Step {
  readonly outputFile: string;
  readonly summaryFile: string;
  /** A folder instead of a file, so that writing fails. */
  readonly folder: string;
  /** Gives an input, under the runner's name for it. */
  give(name: string, value: string): void;
  /** Empties the files and the log, for the next case of a property. */
  clear(): void;
  outputs(): Record<string, string>;
  summary(): string;
  stdout(): string;
  read(): ReadCommands;
}

/** A step for each test of the file, in this process; environment, exit code and stdout are put back. */
export function stepInThisProcess(): Step {
  const environment = { ...process.env };
  const { exitCode } = process;
  const { write } = process.stdout;
  let directory: TemporaryDirectory;
  let written: string[] = [];

  const step: Step = {
    get outputFile() {
      return join(directory.path, "output");
    },
    get summaryFile() {
      return join(directory.path, "summary");
    },
    get folder() {
      return join(directory.path, "folder");
    },
    give(name, value) {
      process.env[`INPUT_${name.toUpperCase()}`] = value;
    },
    clear() {
      for (const file of [step.outputFile, step.summaryFile]) writeFileSync(file, "");
      written = [];
    },
    outputs: () => Object.fromEntries(parseFileCommands(readFileSync(step.outputFile, "utf8"))),
    summary: () => readFileSync(step.summaryFile, "utf8"),
    stdout: () => written.join(""),
    read: () => readCommands([written.join("")]),
  };

  beforeEach(async () => {
    directory = await temporaryDirectory();
    mkdirSync(step.folder);
    step.clear();
    process.env["GITHUB_OUTPUT"] = step.outputFile;
    process.env["GITHUB_STEP_SUMMARY"] = step.summaryFile;
    // Not jest.spyOn, which keeps every call: a property makes many.
    process.stdout.write = (text) => written.push(String(text)) > 0;
  });
  afterEach(async () => {
    process.stdout.write = write;
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, environment);
    process.exitCode = exitCode;
    await directory.remove();
  });
  return step;
}
