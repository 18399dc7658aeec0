/** How many requests a host gets at the same time: enough to hide the round trips, and not many for a registry. */
const mostAtOnce = 6;

/**
 * Does something with every item. Several queues of one host run at the same time, the items of a queue one after the
 * other. After the first failure nothing new begins, and it waits for what has begun.
 *
 * @param queueOf gives the same text for items that must not run at the same time
 * @param act says whether it succeeded
 */
export async function together<T>(
  items: readonly T[],
  { hostOf, queueOf }: Record<"hostOf" | "queueOf", (item: T) => string>,
  act: (item: T) => Promise<boolean>,
): Promise<void> {
  let hasFailed = false;
  const hosts = [...Map.groupBy(items, hostOf).values()];
  const lanes = hosts.flatMap((ofHost) => {
    // All lanes of a host take from one iterator, so that each queue is taken once.
    const queues = Map.groupBy(ofHost, queueOf).values();
    return Array.from({ length: mostAtOnce }, async () => {
      for (const queue of queues) {
        for (const item of queue) {
          if (hasFailed) return;
          if (!(await act(item))) hasFailed = true;
        }
      }
    });
  });
  await Promise.all(lanes);
}
