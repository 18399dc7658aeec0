export { applyPlan, makePlan } from "./commands.ts";
export type { ToolEvents } from "./events.ts";
export { commandFailed, problemsOf } from "./failure.ts";
export { type LockTimeout, parseLockTimeout } from "./lock-timeout.ts";
export { readOutputs, type ToolOutput } from "./outputs.ts";
export { type Change, readPlan } from "./plan.ts";
export { readState, type StateResource } from "./state.ts";
export { type RunTool, type Tool, type ToolAnswer, toolIn } from "./tool.ts";
export { parseVariables, type Variables } from "./variables.ts";
