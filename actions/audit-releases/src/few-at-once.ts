import { type Result, traverse } from "@lablink-actions/release-core";

/** How many questions are open at the same time, over all images and packages. */
const most = 8;

/** Lets a few of the given acts run at the same time, in the order in which they come. */
export type Gate = <T>(act: () => Promise<T>) => Promise<T>;

export function fewAtOnce(): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (running === most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await act();
    } finally {
      // The place goes to the next one, without being free in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/**
 * Does something with every item, a few at the same time, so that what waits takes no memory. After the first refusal
 * nothing new begins: a registry that is down is not asked a thousand times.
 *
 * @returns the answers in the order of the items, or what was refused
 */
export async function forEach<T, U>(
  items: readonly T[],
  act: (item: T) => Promise<Result<U>>,
): Promise<Result<readonly U[]>> {
  const answers: Result<U>[] = [];
  let isGood = true;
  // All lanes take from one iterator, so that each item is taken once.
  const left = items.entries();
  const lane = async () => {
    for (const [index, item] of left) {
      const answer = await act(item);
      answers[index] = answer;
      isGood &&= answer.ok;
      if (!isGood) return;
    }
  };
  await Promise.all(Array.from({ length: most }, lane));
  // Items that were not begun have no answer.
  return traverse(
    answers.filter((answer) => answer !== undefined),
    (answer) => answer,
  );
}
