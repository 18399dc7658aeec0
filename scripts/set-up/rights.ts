/** What a job's token may do: a level for each scope. */
export type Rights = Readonly<Record<string, string>>;

const levels = ["none", "read", "write"];

/** The rights that a workflow's jobs take together. A caller must give all of them, or GitHub starts no run. */
export function takenRights(jobs: readonly { readonly permissions?: Rights }[]): Rights {
  const all = jobs.flatMap(({ permissions = {} }) => Object.entries(permissions));
  const ascending = all.sort(([, left], [, right]) => levels.indexOf(left) - levels.indexOf(right));
  return Object.fromEntries(ascending);
}

/** The needed rights that are not given, each as `scope: level`. */
export function lackingRights(given: Rights | string, needed: Rights): string[] {
  const everywhere = typeof given === "string" ? given.replace("-all", "") : "none";
  const scopes = typeof given === "string" ? {} : given;
  return Object.entries(needed)
    .filter(([scope, level]) => {
      return levels.indexOf(scopes[scope] ?? everywhere) < levels.indexOf(level);
    })
    .map(([scope, level]) => `${scope}: ${level}`);
}
