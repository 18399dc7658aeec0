/** An entry point: an object that can be called or loaded by a name (packaging specification, "Entry points"). */
export interface EntryPoint {
  /** `console_scripts`, `gui_scripts`, or another group. */
  readonly group: string;
  readonly name: string;
  /** `package.module:object`, or only a module. */
  readonly value: string;
}

/** Reads a wheel's entry_points.txt: an INI file, as Python's configparser takes it without interpolation. */
export function parseEntryPoints(text: string): readonly EntryPoint[] {
  let group = "";
  return text.split(/\r?\n/).flatMap((line) => {
    const header = /^\s*\[([^\]]*)\]\s*$/.exec(line);
    if (header) {
      group = header[1]?.trim() ?? "";
      return [];
    }
    const entry = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    return entry ? [{ group, name: entry[1] ?? "", value: entry[2] ?? "" }] : [];
  });
}

/** Two values that mean the same object: white space and extras, which installers ignore, do not count. */
export function objectReference(value: string): string {
  return value.replace(/\[[^\]]*\]\s*$/, "").replace(/\s+/g, "");
}

/**
 * Whether a wheel has the module that an entry point names: as a file, perhaps a compiled one, or as a package. A
 * folder without `__init__` is a package as well, but nothing can be called in it.
 */
export function hasModule(value: string, files: readonly string[]): boolean {
  const [module = "", object] = objectReference(value).split(":");
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]*(?:\.[\p{ID_Start}_][\p{ID_Continue}]*)*$/u.test(module))
    return false;
  const path = module.replaceAll(".", "/");
  // The files in <name>.data/purelib and platlib are installed beside the rest.
  const installed = files.map((file) => file.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, ""));
  return installed.some((file) => {
    if (!file.startsWith(path)) return false;
    const rest = file.slice(path.length);
    return (
      /^(?:\/__init__)?\.(?:py|(?:[^/]+\.)?(?:so|pyd))$/.test(rest) ||
      (object === undefined && rest.startsWith("/"))
    );
  });
}
