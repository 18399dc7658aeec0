export { environmentVariable, inheritedEnvironment } from "./environment.ts";
export { type Git, type GitAnswer, git } from "./git.ts";
export { readBoolean, readChoice, readLines, readList, readRequired, readText } from "./inputs.ts";
export { mask, say } from "./log.ts";
export { network } from "./network.ts";
export { askPip } from "./pip.ts";
export { type Decision, runAction } from "./run.ts";
export { readTrigger } from "./trigger.ts";
export { filesIn, readTextFile } from "./workspace.ts";
