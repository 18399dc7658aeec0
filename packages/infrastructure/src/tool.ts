/** OpenTofu or Terraform, in the folder of an infrastructure that was initialized. */
export interface Tool {
  /** The program's name. */
  readonly name: string;
  /** Runs it to its end; `read` gets each line of its standard output as it comes. Never throws. */
  run(words: readonly string[], read?: (line: string) => void): Promise<Execution>;
}

export interface Execution {
  /** 127 where the program is not there, as a shell has it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
