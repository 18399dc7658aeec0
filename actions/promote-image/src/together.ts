/** How many requests a host gets at the same time: enough to hide its round trips, and few for a registry. */
const mostAtOnce = 6;

/**
 * Does something with every item: for several queues of one host at a time, and within a queue one after the other.
 * After the first failure nothing new begins, and what has begun is waited for.
 *
 * @param queueOf what must not be done at the same time has the same text
 * @param act gives whether it succeeded
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
