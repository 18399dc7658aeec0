/**
 * Why a path does not stay in the repository, as a clause that follows it; undefined if it does. Links are not
 * looked at.
 *
 * BuildKit takes a context such as `https://…`, `github.com/owner/name` or `-` from elsewhere, and
 * docker/build-push-action replaces what is in double braces.
 */
export function pathProblem(path: string): string | undefined {
  if (path.startsWith("/")) return "is absolute";
  if (/[:\\]/.test(path))
    return "has a colon or a backslash, as addresses and paths of Windows have";
  if (path.includes("{{")) return "has {{, which docker/build-push-action replaces";
  if (path === "-" || /^github\.com\//i.test(path)) return "is read as an address by BuildKit";
  let depth = 0;
  for (const part of path.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return "leads out of the repository";
  }
  return undefined;
}
