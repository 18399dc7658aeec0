/** How many items are begun before the first ends. The client of a registry sends fewer at once if it must. */
const mostAtOnce = 32;

/**
 * Does something with every item, with many at the same time. After the first failure nothing new begins, and it waits
 * for what has begun.
 *
 * @param act says whether it succeeded
 * @returns whether all succeeded
 */
export async function together<T>(
  items: readonly T[],
  act: (item: T) => Promise<boolean>,
): Promise<boolean> {
  let isGood = true;
  // All lanes take from one iterator, so that each item is taken once.
  const left = items.values();
  const lane = async () => {
    for (const item of left) {
      if (!(await act(item))) isGood = false;
      if (!isGood) return;
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, lane));
  return isGood;
}
