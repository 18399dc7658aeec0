/** A variable another program left for the step, where no input can stand for it; undefined where it is not set. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
