import { readInstructions } from "../../actions/select-dockerfile/src/instructions.ts";
import { stageNames, stagesOf } from "../../actions/select-dockerfile/src/stages.ts";
import {
  requireStages,
  requireVersionArgument,
} from "../../actions/select-dockerfile/src/version-argument.ts";

/** The keys of an image that say how each channel is built. What is the default is left out. */
export interface BuildKeys {
  readonly source?: "checkout";
  readonly "development-dockerfile"?: string;
  readonly target?: string;
  readonly "development-target"?: string;
  readonly "version-build-arg"?: string;
}

interface Dockerfile {
  readonly dockerfile: string;
  readonly text: string;
  /** The development Dockerfile beside it. */
  readonly development: string | undefined;
  readonly packageName: string;
}

/** How an image is built, by the stages of its Dockerfile and by the version that it takes, or does not take. */
export function buildKeys({ dockerfile, text, development, packageName }: Dockerfile): BuildKeys {
  const stages = stagesOf(readInstructions(text));
  const names = stages ? stageNames(stages) : [];
  const developmentTarget = development
    ? undefined
    : names.find((name) => /^dev(el|elopment)?$/.test(name));
  // The last stage is the default, unless it is that of development.
  const isLast =
    developmentTarget !== undefined && stages?.built.at(-1)?.name === developmentTarget;
  const target = isLast
    ? names.findLast((name) => /^(prod(uction)?|runtime|final|release|app)$/.test(name))
    : undefined;
  const argument = versionArgument({ dockerfile, text, packageName }, target ?? "");
  const isOfCheckout = argument === undefined;
  const usual = isOfCheckout ? undefined : `${dockerfile}.dev`;
  return {
    ...(isOfCheckout && { source: "checkout" }),
    ...(development !== undefined &&
      development !== usual && { "development-dockerfile": development }),
    ...(target !== undefined && { target }),
    ...(developmentTarget !== undefined && { "development-target": developmentTarget }),
    ...(argument !== undefined && argument !== usualArgument && { "version-build-arg": argument }),
  };
}

const usualArgument = "PACKAGE_VERSION";

/** The build argument that takes the package's version, as select-dockerfile looks for it. */
function versionArgument(
  { dockerfile, text, packageName }: Pick<Dockerfile, "dockerfile" | "text" | "packageName">,
  target: string,
): string | undefined {
  const stages = requireStages(dockerfile, text, target);
  if (!stages.ok) return undefined;
  const own = `${packageName.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_VERSION`;
  return [usualArgument, own, "VERSION"].find((name) => {
    return requireVersionArgument(dockerfile, stages.value, name).ok;
  });
}
