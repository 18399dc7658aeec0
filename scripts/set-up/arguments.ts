import { type ParseArgsConfig, parseArgs } from "node:util";

type Flags = Readonly<Record<string, { readonly type: "boolean" }>>;

/** Runs a program of the command line; an error is one line, and the exit code 2. */
export async function runProgram<F extends Flags>(
  { usage, flags }: { readonly usage: string; readonly flags: F },
  program: (path: string, flags: Readonly<Record<keyof F, boolean>>) => Promise<number>,
): Promise<void> {
  try {
    const options = { ...flags, path: { type: "string" }, help: { type: "boolean", short: "h" } };
    const config = { options } as const satisfies ParseArgsConfig;
    const { values } = parseArgs(config);
    const given = values as Readonly<Record<string, string | boolean | undefined>>;
    if (given["help"] === true) return console.log(usage);
    const { path } = given;
    if (typeof path !== "string" || path === "") throw new Error("--path DIR is missing.");
    const names = Object.keys(flags) as (keyof F & string)[];
    const set = Object.fromEntries(names.map((name) => [name, given[name] === true]));
    process.exitCode = await program(path, set as Readonly<Record<keyof F, boolean>>);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error("--help says how it is called.");
    process.exitCode = 2;
  }
}
