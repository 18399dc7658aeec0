import { readText } from "@lablink-actions/action-kit";
import { accept, andThen, quote, type Result, refuse } from "@lablink-actions/release-core";

/** Seconds to wait for a fresh release, up to six hours, which is as long as a job may take; otherwise LA902. */
export function readWait(): Result<number> {
  return andThen(readText("wait"), (text) => {
    if (/^[0-9]{1,5}$/.test(text) && Number(text) <= 21_600) return accept(Number(text));
    return refuse({
      name: "input-invalid",
      seen: `the input wait is ${quote(text)}`,
      remedy: "Give whole seconds, from 0 to 21600.",
    });
  });
}
