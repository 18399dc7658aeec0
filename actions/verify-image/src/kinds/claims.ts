import { described, object, record, type Shaped, text } from "@lablink-actions/shape";
import { commandLine, commandRow, patternProblems, patterns, python, shell } from "./command.ts";
import type { Kind } from "./kind.ts";
import { network } from "./written.ts";

const claim = object({ run: commandLine, prints: patterns, network });

/** What descriptive tags say of an image is true. */
export const claims: Kind<Readonly<Record<string, Shaped<typeof claim>>>> = {
  shape: described(
    "Descriptive tags. What a command prints proves each of them.",
    record(text(), claim),
  ),
  problems: (written) =>
    Object.entries(written).flatMap(([tag, { prints }]) =>
      patternProblems(prints, [tag, "prints"]),
    ),
  plan: (written, { limit }) =>
    Object.entries(written).map(([tag, command]) =>
      commandRow(`claim ${tag}`, { ...command, limit }),
    ),
  python,
  shell,
};
