import { type Instruction, splitWords, unquoted } from "./instructions.ts";

/** A build stage of a Dockerfile. */
interface Stage {
  /** As refusals show it: `build`, or `2` if it has no name. */
  readonly title: string;
  readonly name: string | undefined;
  /** The instructions after its FROM. */
  readonly instructions: readonly Instruction[];
  /** The earlier stages that it is based on or copies from. */
  readonly needs: ReadonlySet<Stage>;
  /** The earlier stages that it is based on: their arguments are its own too. */
  readonly bases: ReadonlySet<Stage>;
}

/** A Dockerfile, as far as it says who sees a build argument. */
export interface Stages {
  /** The instructions before the first FROM. */
  readonly before: readonly Instruction[];
  /** What is built: the target or the last stage, and the stages it needs. */
  readonly built: readonly Stage[];
  /** The other stages: BuildKit leaves them out. */
  readonly leftOut: readonly Stage[];
}

/**
 * Divides a Dockerfile into its stages.
 *
 * @param target the name or number of the stage to build; empty for the last one
 * @returns them; undefined if there is no such stage
 */
export function stagesOf(instructions: readonly Instruction[], target = ""): Stages | undefined {
  const starts = instructions.flatMap(({ keyword }, at) => (keyword === "from" ? [at] : []));
  const stages: Stage[] = [];
  for (const [index, start] of starts.entries()) {
    const own = instructions.slice(start + 1, starts[index + 1]);
    const [base = "", , name] = wordsOf(instructions[start]).filter(isNotFlag);
    const bases = stagesNamed(base, stages);
    const copied = own.flatMap((one) => sourcesOf(one).flatMap((it) => stagesNamed(it, stages)));
    stages.push({
      title: name ?? String(index),
      name: name?.toLowerCase(),
      instructions: own,
      bases: new Set(bases),
      needs: new Set([...bases, ...copied]),
    });
  }
  const last = target === "" ? stages.at(-1) : stagesNamed(target, stages)[0];
  if (last === undefined && target !== "") return undefined;
  const built = withNeeded(last);
  return {
    before: instructions.slice(0, starts[0]),
    built: stages.filter((stage) => built.has(stage)),
    leftOut: stages.filter((stage) => !built.has(stage)),
  };
}

/** The names of a Dockerfile's stages. */
export function stageNames({ built, leftOut }: Stages): readonly string[] {
  return [...built, ...leftOut].flatMap(({ name }) => name ?? []);
}

/** The lines where an argument is declared. One ARG may declare several. */
export function declarationsOf(
  name: string,
  instructions: readonly Instruction[],
): readonly Instruction[] {
  return instructions.filter((one) => argumentsOf(one).includes(name));
}

/** The arguments that an instruction declares. */
export function argumentsOf(instruction: Instruction): readonly string[] {
  if (instruction.keyword !== "arg") return [];
  return wordsOf(instruction).map((word) => word.replace(/=.*$/s, ""));
}

/**
 * True if no instruction that sees an argument has its name. A program may still read it, because RUN has every
 * argument as a variable.
 */
export function isUnnamed(name: string, { built }: Stages): boolean {
  const seeing = new Set<Stage>();
  return !built.some((stage) => {
    const inherits = [...stage.bases].some((base) => seeing.has(base));
    const declared = declarationsOf(name, stage.instructions)[0];
    if (inherits || declared) seeing.add(stage);
    const from = inherits || !declared ? 0 : stage.instructions.indexOf(declared) + 1;
    const seen = inherits || declared ? stage.instructions.slice(from) : [];
    return seen.some((one) => !isDeclaration(name, one) && hasWord(name, one));
  });
}

function isDeclaration(name: string, instruction: Instruction): boolean {
  return argumentsOf(instruction).includes(name);
}

function hasWord(name: string, { text, documents }: Instruction): boolean {
  const word = new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`);
  return [text, ...documents].some((line) => word.test(line));
}

/** What an instruction takes files from: `--from` of COPY, `from` in `--mount` of RUN. */
function sourcesOf(instruction: Instruction): readonly string[] {
  const flags = wordsOf(instruction).filter((word) => !isNotFlag(word));
  return flags.flatMap((flag) => {
    const [, key, value = ""] = /^--(from|mount)=(.*)$/s.exec(unquoted(flag)) ?? [];
    if (key === "from") return [value];
    if (key === undefined) return [];
    return value.split(",").flatMap((part) => /^from=(.*)$/s.exec(part)?.[1] ?? []);
  });
}

/** The earlier stages that a name or number may mean; all of them if it has a variable. */
function stagesNamed(given: string, earlier: readonly Stage[]): readonly Stage[] {
  const name = unquoted(given).toLowerCase();
  if (name.includes("$")) return earlier;
  // The last one of a name counts.
  const named = earlier.findLast((stage) => stage.name === name);
  const numbered = /^\d+$/.test(name) ? earlier[Number(name)] : undefined;
  return [named ?? numbered].flatMap((stage) => stage ?? []);
}

function withNeeded(last: Stage | undefined): ReadonlySet<Stage> {
  const found = new Set(last ? [last] : []);
  // A set gives what is added while it is walked through.
  for (const stage of found) for (const needed of stage.needs) found.add(needed);
  return found;
}

function wordsOf(instruction: Instruction | undefined): readonly string[] {
  return instruction ? splitWords(instruction.text, instruction.escapedBy) : [];
}

function isNotFlag(word: string): boolean {
  return !word.startsWith("--");
}
