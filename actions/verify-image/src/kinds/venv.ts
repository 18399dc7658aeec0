import { described, open } from "@lablink-actions/shape";
import { failed, judged, type Kind, passed } from "./kind.ts";
import { ending, ran } from "./ran.ts";
import python from "./venv.py";
import { absolutePath } from "./written.ts";

/** The virtual environment is there, and its Python runs and is of it. */
export const venv: Kind<string> = {
  shape: described(
    "The virtual environment. All checks of Python use its interpreter.",
    absolutePath,
  ),
  plan: (path) => [
    {
      name: `venv ${path}`,
      look: { kind: "venv", path },
      judge: judged(open(ran), (seen, observation) =>
        seen.exit === 0
          ? passed(`Python ${observation.output.lastLines(1).join("")}`)
          : failed(ending(seen, observation) ?? `its Python is not of ${path}`),
      ),
    },
  ],
  python,
};
