import type { Refusal } from "@lablink-actions/release-core";
import type { Answer, Silence } from "../network.ts";

/** Nothing is known about what was asked: `index-trouble` (LA802). */
export function trouble(asked: string, problem: string): Refusal {
  return {
    name: "index-trouble",
    seen: `${asked}: the index ${problem}`,
    remedy: "Run it again. If it fails again, check the index's status page and its address.",
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
