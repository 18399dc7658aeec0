export { cancelled } from "./cancellation.ts";
export { type Clock, startClock, type Time } from "./clock.ts";
export { environmentVariable } from "./environment.ts";
export { type Git, git } from "./git.ts";
export { httpAddress } from "./http-address.ts";
export {
  boolean,
  choice,
  type Inputs,
  items,
  json,
  lines,
  optional,
  type Parser,
  type Parsers,
  readInputs,
  required,
  seconds,
  text,
  then,
} from "./inputs.ts";
export { debug, mask, say } from "./log.ts";
export {
  httpDespiteCancellation,
  network,
  patientNetwork,
} from "./network.ts";
export {
  accountInputs,
  accountOf,
  openImage,
  requireOneRegistry,
  secret,
} from "./open-image.ts";
export { type IndexWithFiles, openIndex, openIndexWithFiles } from "./open-index.ts";
export {
  notStarted,
  type ProgramAnswer,
  type ProgramOptions,
  runProgram,
} from "./program.ts";
export { foldedTables, type Table } from "./report.ts";
export { type Decision, runAction } from "./run.ts";
export { temporaryFolder } from "./temporary.ts";
export { textOf } from "./text-of.ts";
export { canPushOf, pushInputs, startOf, triggerInputs, triggerOf } from "./trigger.ts";
export { indexForBuilds, runUv } from "./uv.ts";
export {
  filesIn,
  fileText,
  leadsOut,
  readBytes,
  readTextFile,
  unlessAbsent,
  workspaceOrTemporaryPath,
  workspacePath,
  writeTextFile,
} from "./workspace.ts";
