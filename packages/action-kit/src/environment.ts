/** A variable another program left for the step, if no input can stand for it; undefined if it is not set. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
