import { described, list, open, type Shape, text } from "@lablink-actions/shape";
import type { Observation } from "../frames.ts";
import python from "./imports.py";
import { failed, type Judgement, judged, type Kind, passed, type Row } from "./kind.ts";
import { ending, type Ran, ran } from "./ran.ts";

const objects = list(
  text({
    pattern: /^[A-Za-z_][\w.]*(?::[A-Za-z_][\w.]*)?$/u,
    expected: "a module, or a name in one as module:Name",
  }),
);

const callables = list(
  text({
    pattern: /^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$/u,
    expected: "something to call, as module:attribute",
  }),
);

/** Modules that can be imported, or names that are in them. */
export const imports = kindOfObjects(
  "import",
  described(
    "Modules that can be imported, or names that exist in them: `module` or `module:Name`.",
    objects,
  ),
);

/** The same, with the one excuse that the driver's library is not there. */
export const gpuImports = kindOfObjects(
  "gpu import",
  described("As imports, but libcuda.so.1 may be missing. Nothing else is excused.", objects),
  { isGpu: true },
);

/** Objects that can be called. */
export const entryPoints = kindOfObjects(
  "entry point",
  described("What can be called: `module:attribute`.", callables),
  { isCallable: true },
);

function kindOfObjects(
  label: string,
  shape: Shape<readonly string[]>,
  { isGpu = false, isCallable = false } = {},
): Kind<readonly string[]> {
  const plan = (target: string): Row => {
    const [module = "", attribute = ""] = target.split(":");
    return {
      name: `${label} ${target}`,
      look: { kind: "object", module, attribute, callable: isCallable },
      judge: judged(open(ran), (seen, observation) => judgeImport(seen, observation, isGpu)),
    };
  };
  return { shape, plan: (targets) => targets.map(plan), python };
}

/** The verdict on a module that was imported, and on a name in it. */
export function judgeImport(seen: Ran, observation: Observation, isGpu = false): Judgement {
  const trouble = ending(seen, observation);
  if (trouble === undefined) return passed("");
  const [last = ""] = observation.output.lastLines(1);
  // The exception's own words, by which the loader says that the driver's library is missing.
  if (
    isGpu &&
    /^(?:ImportError|OSError): libcuda\.so\.1: cannot open shared object file/.test(last)
  )
    return { outcome: "needs-gpu", reason: last };
  return failed(seen.exit === 1 && last !== "" ? last : trouble);
}
