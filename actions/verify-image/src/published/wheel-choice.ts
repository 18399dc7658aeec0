import type { IndexFile } from "@lablink-actions/registries";

/** What an image's files are compared with. */
type WheelChoice =
  /** One of these; more than one only if their names do not say which. */
  | { readonly wheels: readonly [IndexFile, ...IndexFile[]] }
  /** Nothing, and that is no fault of the image. */
  | { readonly notCompared: string }
  | { readonly fault: string };

/**
 * Which of the files that an index has of a version was installed, by the tags in the installed WHEEL file (packaging
 * specification, "Platform compatibility tags"). What was built from a source distribution cannot be compared.
 *
 * @param tags each as `py3-none-any`
 */
export function chooseWheels(files: readonly IndexFile[], tags: readonly string[]): WheelChoice {
  const wheels = files.flatMap((file) => {
    const own = tagsOf(file.filename);
    return own === undefined ? [] : [{ file, own }];
  });
  const exact = wheels.filter(
    ({ own }) => own.size === new Set(tags).size && tags.every((tag) => own.has(tag)),
  );
  const near = wheels.filter(({ own }) => tags.some((tag) => own.has(tag)));
  const [first, ...others] = (exact.length > 0 ? exact : near).map(({ file }) => file);
  if (first !== undefined) return { wheels: [first, ...others] };
  if (wheels.length === files.length && wheels.length === 0) {
    return { fault: "the index has no file of this version" };
  }
  if (wheels.length === 0) {
    return { notCompared: "the index has only a source distribution of this version" };
  }
  const installed = tags.join(", ") || "no tag";
  const names = wheels.map(({ file }) => file.filename).join(", ");
  // An installer takes a wheel for any platform, so nothing else is what the index has.
  const isForAny = wheels.some(({ own }) => [...own].some((tag) => /^py3\d*-none-any$/.test(tag)));
  return wheels.length === files.length || isForAny
    ? { fault: `the installed wheel has ${installed}, and the index has only ${names}` }
    : {
        notCompared: `the index has no wheel with ${installed}, so it was built from the source distribution`,
      };
}

/** The tags in a wheel's name, which may stand for several: `py2.py3-none-any`. Undefined if it is not a wheel's. */
function tagsOf(filename: string): ReadonlySet<string> | undefined {
  const match = /^[^-]+-[^-]+(?:-\d[^-]*)?-([^-]+)-([^-]+)-([^-]+)\.whl$/.exec(filename);
  if (match === null) return undefined;
  const [pythons = [], abis = [], platforms = []] = match.slice(1).map((part) => part.split("."));
  return new Set(
    pythons.flatMap((python) =>
      abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`)),
    ),
  );
}
