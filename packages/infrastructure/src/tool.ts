type ToolName = "tofu" | "terraform";

/** What came of a run of the tool: the answer of action-kit's door to programs. */
export interface ToolAnswer {
  /** 127 if it could not be started. */
  readonly exitCode: number;
  readonly output: string;
  /** Standard error, or why there is no answer. */
  readonly trouble: string;
  /** Undefined if it ended by itself. */
  readonly endedBy?: "deadline" | "cancellation";
}

/** OpenTofu or Terraform, in the folder of an infrastructure that was initialized. */
export interface Tool {
  readonly name: ToolName;
  /** Runs it to its end, and gives all that it wrote; never throws. It may take two minutes. */
  ask(words: readonly string[]): Promise<ToolAnswer>;
  /** Runs it to its end, hands on each line of its output, and keeps none; never throws. */
  follow(
    words: readonly string[],
    deadline: number,
    onLine: (line: string) => void,
  ): Promise<ToolAnswer>;
}

/** As much of action-kit's `runProgram` as this needs. */
export type RunTool = (
  program: string,
  words: readonly string[],
  options: {
    readonly directory: string;
    readonly deadline: number;
    readonly grace: number;
    readonly onLine?: (line: string) => void;
    readonly keepsOutput?: boolean;
  },
) => Promise<ToolAnswer>;

export const minute = 60_000;

/**
 * The tool of this name on the PATH, run in a folder. The door interrupts it once, at its deadline or when the run is
 * cancelled. After one interrupt the tool ends what it is doing, writes the state and unlocks it, which may take
 * minutes; a second one would make it exit at once (OpenTofu's internal/command/views/operation.go, "Two interrupts
 * received").
 */
export function toolIn(run: RunTool, name: ToolName, directory: string): Tool {
  const grace = 5 * minute;
  return {
    name,
    ask: (words) => run(name, words, { directory, deadline: 2 * minute, grace }),
    follow: (words, deadline, onLine) =>
      run(name, words, { directory, deadline, grace, onLine, keepsOutput: false }),
  };
}
