export {
  type BackendSettings,
  backendFile,
  backendNotUsed,
  initialize,
  onlyBackend,
} from "./backend.ts";
export { applyPlan, makePlan } from "./commands.ts";
export type { ToolEvents } from "./events.ts";
export { commandFailed, problemsOf } from "./failure.ts";
export { type LockTimeout, parseLockTimeout } from "./lock-timeout.ts";
export { readOutputs, type ToolOutput } from "./outputs.ts";
export { type Change, readDeclared, readPlan } from "./plan.ts";
export { readState, type StateResource } from "./state.ts";
export { type RunTool, type Tool, type ToolAnswer, toolIn } from "./tool.ts";
export {
  different,
  namesOf,
  parseVariableNames,
  parseVariables,
  undeclared,
  type Variables,
  variablesFile,
} from "./variables.ts";
