/** Copies of a package in the folder that an image starts in. */
import type { ReadOutside } from "@lablink-actions/engine";
import { accept, type Result } from "@lablink-actions/release-core";

/** No honest package has more modules at its top. */
const mostRoots = 50;

/**
 * Which of a wheel's modules lie in the image's working directory as well. `python -m`, uvicorn, gunicorn and celery
 * look there first, so they would run that copy.
 *
 * @param roots what imports begin with, as paths without an ending: `app` or `vendor/app`
 * @param base the folder of the installed distribution; if the image starts there, these are the installed files
 */
export async function copiesIn(
  directory: string,
  roots: readonly string[],
  base: string,
  read: ReadOutside,
): Promise<Result<readonly string[]>> {
  if (directory === base) return accept([]);
  const copies: string[] = [];
  for (const root of roots.slice(0, mostRoots)) {
    for (const path of [`${root}/__init__.py`, `${root}.py`]) {
      const file = `${directory.replace(/\/$/, "")}/${path}`;
      const seen = await read(file);
      if (!seen.ok) return seen;
      if (seen.value !== "absent" && seen.value.size > 0) copies.push(file);
    }
  }
  return accept(copies);
}
