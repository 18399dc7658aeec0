import { quote, type Refusal } from "@lablink-actions/release-core";
import type { Answer, Silence } from "../network.ts";

/** Nothing is known about what was asked: `index-trouble` (LA802). */
export function trouble(
  asked: string,
  problem: string,
  remedy = "Run it again. If it fails again, check the index's status page and its address.",
): Refusal {
  return { name: "index-trouble", seen: `${asked}: the index ${problem}`, remedy };
}

/** The index says that there is no such project, and lists it. devpi gives pip alone another answer. */
export function contradicts(asked: string, list: string): Refusal {
  return trouble(
    asked,
    `answered 404, and its list ${list} names the project`,
    "Give the address of the Simple API itself. devpi has it at …/+simple/, and gives other answers at the address that pip takes.",
  );
}

/** Another server's answer is not this index's: `index-forwarded` (LA807). */
export function forwarded(asked: string, elsewhere: string): Refusal {
  return {
    name: "index-forwarded",
    seen: `${asked}: the index does not have it and redirected to ${elsewhere}, so it is not known whether this index has a release of it`,
    remedy:
      "If this is the project's first release on the index, set first-release: true. Otherwise name the index that takes the uploads in index-url, or turn off its fallback.",
  };
}

/** PEP 792: `project-quarantined` (LA808). */
export function quarantined(asked: string, reason: string): Refusal {
  return {
    name: "project-quarantined",
    seen: `${asked}: the index has put the project into quarantine${reason && `, because of ${quote(reason)}`}`,
    remedy:
      "Ask the index's administrators. Until they release the project, nothing of it can be installed or uploaded.",
  };
}

/** A 404 of something that has no list of projects. */
export function noList(asked: string, url: string, foundIn: string): Refusal {
  return invalid(`${asked}: it answered 404, and ${url}/, from ${foundIn}, is not a Simple API`);
}

/** The same, if the project may be new there. */
export function noListYet(asked: string, url: string, foundIn: string): Refusal {
  const refusal = noList(asked, url, foundIn);
  return {
    ...refusal,
    remedy: `${refusal.remedy} If the address is right, the index has no list of its projects, as Gitea and static indexes. Then set first-release: true for the first release of a project.`,
  };
}

/** `index-denied` (LA801). */
export function denied(asked: string, problem: string): Refusal {
  return {
    name: "index-denied",
    seen: `${asked}: the index ${problem}`,
    remedy:
      "Give an account that may read it, as https://user:password@host/… from a secret, in index-url, UV_DEFAULT_INDEX or PIP_INDEX_URL.",
  };
}

/** There is no index, or it cannot be asked: `index-invalid` (LA803). */
export function invalid(seen: string): Refusal {
  return {
    name: "index-invalid",
    seen,
    remedy:
      "Give the address of the index's Simple API, as pip takes it: it begins with https:// and usually ends in /simple.",
  };
}

/** The refusal for an answer that is not the wanted one: denied if the index says so, otherwise trouble. */
export function unwelcome(asked: string, answer: Answer | Silence): Refusal {
  if ("silence" in answer) return trouble(asked, answer.silence);
  const refusal = answer.status === 401 || answer.status === 403 ? denied : trouble;
  return refusal(asked, `answered ${answer.status}`);
}
