export { environmentVariable } from "./environment.ts";
export { readBoolean, readChoice, readLines, readList, readRequired, readText } from "./inputs.ts";
export { mask, say } from "./log.ts";
export { type Decision, runAction } from "./run.ts";
export { readTrigger } from "./trigger.ts";
export { filesIn, readTextFile } from "./workspace.ts";
