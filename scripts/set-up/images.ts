import { posix } from "node:path";
import { readInstructions } from "../../actions/select-dockerfile/src/instructions.ts";
import { type BuildKeys, buildKeys } from "./build-keys.ts";
import type { Checkout } from "./checkout.ts";
import { type FoundPackage, isAside } from "./packages.ts";

/** An image as the configuration has it. */
interface FoundImage extends BuildKeys {
  readonly name: string;
  readonly package: string;
  readonly dockerfile: string;
  readonly context?: string;
}

interface FoundImages {
  readonly images: readonly FoundImage[];
  /** What a person must look at. */
  readonly open: readonly string[];
}

const isDockerfile = (path: string) => /(^|\/)(Dockerfile(\..+)?|[^/]+\.Dockerfile)$/i.test(path);
const isDevelopment = (path: string) => /(^|[./_-])dev(el|elopment)?([./_-]|$)/i.test(path);
const isProduction = (path: string) =>
  /(^|\/)Dockerfile(\.(prod|production))?$/i.test(path) && !isDevelopment(path);

/** The images of a repository: one for each Dockerfile that has that name, and a package to install. */
export function findImages(
  packages: readonly FoundPackage[],
  checkout: Pick<Checkout, "files" | "readFile">,
): FoundImages {
  const all = checkout.files.filter((file) => isDockerfile(file) && !isAside(file));
  // The nearest to the root is the main one.
  const nearestFirst = all
    .filter(isProduction)
    .sort((left, right) => left.split("/").length - right.split("/").length);
  const images = new Map<string, FoundImage>();
  const open: string[] = [];
  const used = new Set<string>();
  for (const dockerfile of nearestFirst) {
    const found = packageOf(dockerfile, packages);
    if (found === undefined) continue;
    const development = developmentOf(dockerfile, all);
    const text = checkout.readFile(dockerfile) ?? "";
    const build = buildKeys({ dockerfile, text, development, packageName: found.name });
    const other = [...images.values()].find((image) => image.package === found.name);
    // A package's images are all of the index, or all of the checkout.
    if (other && other.source !== build.source) continue;
    for (const path of [dockerfile, development ?? dockerfile]) used.add(path);
    const name = freeName(found.name, dockerfile, images);
    const context = contextOf(dockerfile, text);
    images.set(name, {
      ...{ name, package: found.name, dockerfile, ...build },
      ...(context !== "." && { context }),
    });
    if (build.source === "checkout") open.push(isOfCheckout(dockerfile, found.name));
  }
  if (images.size > 0)
    open.push(`whether the images have these names: ${[...images.keys()].join(", ")}`);
  const left = all.filter((file) => !used.has(file));
  if (left.length > 0) {
    open.push(
      `which images are built from ${left.join(", ")}, and of which package. They were left out`,
    );
  }
  return { images: [...images.values()], open };
}

function isOfCheckout(dockerfile: string, packageName: string): string {
  return `whether production is built from the tagged commit: ${dockerfile} takes no version of ${packageName}. If it must install the published package, let it take ARG PACKAGE_VERSION, and delete source and production-on`;
}

/** The package whose folder is nearest above the Dockerfile; the only one, if there is one. */
function packageOf(
  dockerfile: string,
  packages: readonly FoundPackage[],
): FoundPackage | undefined {
  const [only, ...others] = packages;
  if (others.length === 0) return only;
  return packages
    .filter(({ directory }) => directory === "." || dockerfile.startsWith(`${directory}/`))
    .sort((left, right) => right.directory.length - left.directory.length)[0];
}

function developmentOf(dockerfile: string, all: readonly string[]): string | undefined {
  const folder = posix.dirname(dockerfile);
  const beside = all.filter(
    (file) => posix.dirname(file) === folder && isDevelopment(posix.basename(file)),
  );
  return beside.find((file) => file === `${dockerfile}.dev`) ?? beside[0];
}

/** A registry's names are in lower case. A second image of a package has its folder in the name. */
function freeName(
  packageName: string,
  dockerfile: string,
  taken: ReadonlyMap<string, unknown>,
): string {
  const plain = imageName(packageName);
  if (!taken.has(plain)) return plain;
  const folder = imageName(`${packageName}-${posix.dirname(dockerfile).replaceAll("/", "-")}`);
  return taken.has(folder) ? `${folder}-${taken.size + 1}` : folder;
}

function imageName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** The repository, if the Dockerfile copies by paths that start there; otherwise its own folder. */
function contextOf(dockerfile: string, text: string): string {
  const folder = posix.dirname(dockerfile);
  const copies = readInstructions(text).filter(({ keyword }) => {
    return keyword === "copy" || keyword === "add";
  });
  const isFromRoot = copies.some(({ text }) =>
    text.split(/\s+/).some((it) => it.startsWith(`${folder}/`)),
  );
  return isFromRoot ? "." : folder;
}
