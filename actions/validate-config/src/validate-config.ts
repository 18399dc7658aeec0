import type { Decision } from "@lablink-actions/action-kit";
import {
  engineUnavailable,
  heedCancellation,
  type ImageEffects,
  lookOutside,
  type PinnedImage,
  requireImage,
  shortly,
} from "@lablink-actions/engine";
import {
  accept,
  andThen,
  invalidInput,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";
import { checkJson, list, nullable, text } from "@lablink-actions/shape";
import type { Output } from "./declaration.ts";
import { placesOf } from "./places.ts";
import { type RunEffects, runInImage } from "./run-program.ts";
import { notChecked, verdictOf } from "./verdict.ts";

interface ValidateConfigInputs {
  readonly image: PinnedImage;
  readonly file: string;
  /** Where the container has the copy. */
  readonly path: string;
  readonly program: string;
  readonly expect: string;
  /** Seconds that the program may take. */
  readonly deadline: number;
}

interface ValidateConfigEffects extends RunEffects, ImageEffects {
  /** A file's content, or undefined if there is no such file. */
  readonly readFile: (path: string) => Buffer | undefined;
}

/** Bytes of the file. It is held in memory, and configurations are small. */
const most = 16 * 1024 * 1024;

/**
 * Runs the program of an image that checks a configuration file, if the image has it.
 *
 * @returns what it says; or `config-refused` (LA614), `config-not-checked` (LA615), `input-invalid` (LA902), and what
 * `requireImage`, `lookOutside` and `runInImage` refuse
 */
export async function validateConfig(
  inputs: ValidateConfigInputs,
  effects: ValidateConfigEffects,
): Promise<Result<Decision<Output>>> {
  const { image, file, path, program, deadline } = inputs;
  const bytes = effects.readFile(file);
  if (bytes === undefined || bytes.length > most) {
    const problem =
      bytes === undefined ? "which is not there" : `which has more than ${most} bytes`;
    const remedy = "Correct the path, or check out the repository before this step.";
    return refuse(invalidInput("file", `is ${quote(file)}, ${problem}`, remedy));
  }
  const held = await requireImage(image, effects);
  if (!held.ok) return held;
  const found = await findProgram(image.reference, program, effects);
  if (!found.ok) return found;
  const title = `Configuration ${file}`;
  const of: [string, string] = ["Image", image.reference];
  if (found.value.at === undefined) {
    const places = found.value.places.join("\n");
    return accept({
      outputs: { result: "absent" },
      title,
      facts: [of, ["Result", `not checked: the image has no ${program}`], ["Looked for", places]],
      warnings: [`${file} was not checked: the image has no ${program}`],
    });
  }
  const at = found.value.at;
  const copy = { path, bytes, isExecutable: false };
  const ended = await runInImage(image.reference, at, copy, deadline, effects);
  return andThen(ended, (how) =>
    andThen(verdictOf(how, { ...inputs, program: at }), () =>
      accept({
        outputs: { result: "valid" },
        title,
        facts: [of, ["Result", "valid"], [at, how.lines.slice(-20).join("\n")]],
      }),
    ),
  );
}

interface Found {
  readonly places: readonly string[];
  /** Undefined if it is at none of them. */
  readonly at: string | undefined;
}

/**
 * Looks for a program from outside the image. That it cannot be started is no proof that it is not there: its
 * interpreter may be missing.
 */
async function findProgram(
  reference: string,
  program: string,
  effects: ValidateConfigEffects,
): Promise<Result<Found>> {
  const variables = await variablesOf(reference, effects);
  if (!variables.ok) return variables;
  return lookOutside<Found>(reference, effects, async ({ workingDirectory, find }) => {
    const places = placesOf(program, workingDirectory, variables.value);
    for (const place of places) {
      const found = await find(place);
      if (!found.ok) return found;
      if (typeof found.value === "string") {
        return refuse(notChecked(`whether the image has ${place} is not known: ${found.value}`));
      }
      if (found.value.some(({ mode }) => (mode & 0o111) !== 0))
        return accept({ places, at: place });
    }
    return accept({ places, at: undefined });
  });
}

/** The variables that an image sets, as the engine has them. */
async function variablesOf(
  reference: string,
  { docker, signal }: ValidateConfigEffects,
): Promise<Result<readonly string[]>> {
  const words = ["image", "inspect", "--format", "{{json .Config.Env}}", reference];
  const inspected = await docker(words, { deadline: shortly, signal, grace: 0 });
  heedCancellation(signal);
  if (inspected.exitCode !== 0) return engineUnavailable(inspected);
  const read = checkJson(nullable(list(text())), inspected.output);
  if (read.ok) return accept(read.value ?? []);
  return refuse(notChecked(`the engine's answer about ${reference} cannot be read`));
}
