import { described, object, optional, type Shaped, text } from "@lablink-actions/shape";
import { commandLine, commandRow, python, shell } from "./command.ts";
import type { Kind } from "./kind.ts";
import { absolutePath, network } from "./written.ts";

const suite = object({
  run: commandLine,
  in: optional(described("The folder to run them in.", absolutePath)),
  user: optional(
    described("The user to run them as, if the image's user is root.", text({ notEmpty: true })),
  ),
  network,
});

/**
 * The package's tests, on development only. They have as long as there is, are shown as they run, and are judged by
 * their exit code alone: tests print tracebacks.
 */
export const tests: Kind<Shaped<typeof suite>> = {
  shape: described("The package's tests. They run on development only.", suite),
  plan: ({ run, in: directory, user, network }, { channel, timeout }) => {
    if (channel.name === "production") return [];
    const command = { run, directory, user, network, limit: timeout, mayPrintTracebacks: true };
    return [{ ...commandRow(`tests ${run}`, command), isShown: true }];
  },
  python,
  shell,
};
