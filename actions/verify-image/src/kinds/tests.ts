import { described, object, type Shaped } from "@lablink-actions/shape";
import { commandLine, commandRow, python, shell } from "./command.ts";
import type { Kind } from "./kind.ts";
import { surroundings } from "./written.ts";

const suite = object({ run: commandLine, ...surroundings });

/**
 * The package's tests, on development only. They have as long as there is, are shown as they run, and are judged by
 * their exit code alone: tests print tracebacks.
 */
export const tests: Kind<Shaped<typeof suite>> = {
  shape: described("The package's tests. They run on development only.", suite),
  plan: (written, { channel, timeout }) => {
    if (channel.name === "production") return [];
    const command = { ...written, limit: timeout, mayPrintTracebacks: true };
    return [{ ...commandRow(`tests ${written.run}`, command), isShown: true }];
  },
  python,
  shell,
};
