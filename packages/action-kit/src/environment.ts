/** A variable another program left for the step, where no input can stand for it; undefined where it is not set. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}

/** What another program is to see: all that the step sees, and these as well. */
export function inheritedEnvironment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...more };
}
