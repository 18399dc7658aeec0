import {
  accept,
  isNonEmpty,
  listing,
  nearest,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { type Instruction, readInstructions } from "./instructions.ts";
import {
  argumentsOf,
  declarationsOf,
  isUnnamed,
  type Stages,
  stageNames,
  stagesOf,
} from "./stages.ts";

/**
 * Checks that a production Dockerfile takes the version. A build ignores an argument that is not declared where it is
 * used, and then builds something else than the published package without an error.
 *
 * @returns notices; or `version-argument-missing` (LA304) if no stage that is built declares the argument
 */
export function requireVersionArgument(
  file: string,
  stages: Stages,
  argument: string,
): Result<readonly string[]> {
  const declared = declaredIn(stages, argument);
  if (!isNonEmpty(declared)) return missing(file, argument, stages);
  if (!isUnnamed(argument, stages)) return accept([]);
  return accept([
    `${file} declares ARG ${argument} in line ${declared[0].line}, and no instruction after it has that name. Unless a program that it runs reads the variable, the image is not built from the version.`,
  ]);
}

/** Where the stages that are built declare an argument. */
export function declaredIn({ built }: Stages, argument: string): readonly Instruction[] {
  return built.flatMap((stage) => declarationsOf(argument, stage.instructions));
}

/**
 * The stages of a Dockerfile, for a target.
 *
 * @returns them, or `target-missing` (LA307)
 */
export function requireStages(file: string, text: string, target: string): Result<Stages> {
  const instructions = readInstructions(text);
  const stages = stagesOf(instructions, target);
  if (stages) return accept(stages);
  const all = stagesOf(instructions);
  const names = all ? stageNames(all) : [];
  const meant = nearest(target, names);
  return refuse({
    name: "target-missing",
    seen: `${quote(file)} has no stage ${quote(target)}${meant ? `; it has ${meant}` : ""}`,
    remedy: `Write FROM … AS ${target} in it, or name one of its stages at target or development-target${names.length > 0 ? `: ${listing(names, "or")}` : ""}.`,
    location: { file },
  });
}

function missing(file: string, argument: string, stages: Stages): Result<never> {
  const { line, why, meant } = reason(argument, stages);
  const other = meant ? ` Or, if ${meant} takes it, set version-build-arg to ${meant}.` : "";
  return refuse({
    name: "version-argument-missing",
    seen: `${quote(file)} ${why}, so this build would not install the published version`,
    remedy: `Write ARG ${argument} after FROM, in the stage that installs the package, and install exactly that version there: pip install "<package>==\${${argument}}".${other}`,
    location: { file, ...(line !== undefined && { line }) },
  });
}

function reason(argument: string, { before, built, leftOut }: Stages) {
  const [early] = declarationsOf(argument, before);
  if (early) {
    const why = `declares ARG ${argument} only before the first FROM (line ${early.line}), which is not seen in any stage`;
    return { line: early.line, why };
  }
  const unused = leftOut.filter((stage) =>
    isNonEmpty(declarationsOf(argument, stage.instructions)),
  );
  const [late] = unused.flatMap((stage) => declarationsOf(argument, stage.instructions));
  if (late) {
    const titles = listing(unused.map(({ title }) => title));
    const why = `declares ARG ${argument} only in the stage ${titles} (line ${late.line}), which the stage that is built does not use`;
    return { line: late.line, why };
  }
  const others = built.flatMap((stage) => stage.instructions.flatMap(argumentsOf));
  return { why: `declares no ARG ${argument}`, meant: nearest(argument, others) };
}
