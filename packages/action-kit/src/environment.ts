/** A variable that another program set for the step, and that cannot be an input; undefined if it is not set. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
