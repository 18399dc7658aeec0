export { readBoolean, readChoice, readLines, readList, readRequired, readText } from "./inputs.ts";
export { type Decision, runAction } from "./run.ts";
export { readTrigger } from "./trigger.ts";
export { filesIn, readTextFile } from "./workspace.ts";
