export { readEvents, type ToolEvents } from "./events.ts";
export { commandFailed, problemsOf } from "./failure.ts";
export { readOutputs, type ToolOutput } from "./outputs.ts";
export { type Change, readPlan } from "./plan.ts";
export { readState, type StateResource } from "./state.ts";
export type { Execution, Tool } from "./tool.ts";
