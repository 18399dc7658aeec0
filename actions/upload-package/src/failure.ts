import { quote, type Refusal } from "@lablink-actions/release-core";
import type { BuiltFile } from "./files.ts";

/** How uv publish ended, and what it wrote. */
export interface Ended {
  readonly how: "without an error" | "failed" | "denied" | "cancelled";
  readonly said: string;
}

interface Standing {
  readonly missing: readonly BuiltFile[];
  readonly there: readonly BuiltFile[];
}

/** An index refuses the name of every file that it ever had. If it does not list the file, the file was deleted. */
export function failure({ missing, there }: Standing, ended: Ended): Refusal {
  const names = quoted(missing);
  const isRefused = /already (?:exists|been (?:used|uploaded))|previously (?:used|uploaded)/i.test(
    ended.said,
  );
  if (ended.how === "failed" && isRefused) {
    return {
      name: "file-name-burned",
      seen: `the index had ${names} before, does not list it now, and refuses it: the file was deleted there`,
      remedy: "No index accepts such a name again. Publish a post-release, such as 0.2.0.post1.",
    };
  }
  const rest = there.length > 0 ? `; it has ${quoted(there)}` : "";
  return uploadFailed(`${clauses[ended.how]}, and the index does not have ${names}${rest}`, ended);
}

/** The index could not be asked, so it is not known what it has. */
export function unknown(files: readonly BuiltFile[], ended: Ended): Refusal {
  return uploadFailed(
    `${clauses[ended.how]}, and it is not known whether the index has ${quoted(files)}`,
    ended,
  );
}

const clauses: Readonly<Record<Ended["how"], string>> = {
  "without an error": "uv publish ended without an error",
  failed: "uv publish failed",
  denied: "uv publish failed",
  cancelled: "the run was cancelled",
};

const trustedPublishing =
  "Fix what uv names and run it again; only what is missing is uploaded. Trusted publishing needs id-token: write, and a publisher that is set up at the index for this workflow and environment.";
const remedies: Readonly<Record<Ended["how"], string>> = {
  "without an error":
    "Look at the index, and at what uv says. If index-url is a mirror, give the address of the index itself. If the file is there now, run it again.",
  failed: trustedPublishing,
  denied: trustedPublishing,
  cancelled: "Run it again; only what is missing is uploaded.",
};

/** With the last lines of uv, which give the reason. */
function uploadFailed(seen: string, { how, said }: Ended): Refusal {
  const words = said.trim().split("\n").slice(-10).join("\n").slice(-1500) || "nothing";
  return { name: "upload-failed", seen: `${seen}; uv said: ${words}`, remedy: remedies[how] };
}

function quoted(files: readonly BuiltFile[]): string {
  return files.map(({ filename }) => quote(filename)).join(", ");
}
