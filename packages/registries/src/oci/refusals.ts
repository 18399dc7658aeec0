import { quote, type Refusal } from "@lablink-actions/release-core";
import { checkJson, list, open, optional, text } from "@lablink-actions/shape";
import type { Answer, Silence } from "../network.ts";

/** Nothing is known about what was asked: `registry-trouble` (LA702). */
export function trouble(asked: string, problem: string): Refusal {
  return {
    name: "registry-trouble",
    seen: `${asked}: the registry ${problem}`,
    remedy: "Run it again. If it fails again, check the registry's status page and its address.",
  };
}

/** `registry-denied` (LA701). */
export function denied(asked: string, problem: string): Refusal {
  return {
    name: "registry-denied",
    seen: `${asked}: the registry ${problem}`,
    remedy:
      "Log in before this step with an account that may do it (docker/login-action, or username and password). On GHCR, the job needs packages: write, and the package must give this repository access.",
  };
}

const errorAnswer = open({
  errors: list(open({ code: optional(text()), message: optional(text()) })),
});

/** The registry's own reason for refusing (OCI distribution specification, "Error Codes"); empty if it gives none. */
export function errorsOf({ bytes }: Answer) {
  const checked = checkJson(errorAnswer, bytes);
  return checked.ok ? checked.value.errors : [];
}

/** The refusal for an answer that is not the wanted one: denied if the registry says so, otherwise trouble. */
export function unwelcome(asked: string, answer: Answer | Silence): Refusal {
  if ("silence" in answer) return trouble(asked, answer.silence);
  const [first] = errorsOf(answer);
  const words = [first?.code, first?.message].filter((word) => word);
  const said = words.length > 0 ? `, ${quote(words.join(": "))}` : "";
  const refusal = answer.status === 401 || answer.status === 403 ? denied : trouble;
  return refusal(asked, `answered ${answer.status}${said}`);
}
