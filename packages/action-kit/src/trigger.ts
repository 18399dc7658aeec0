import { combine, type Result, type Trigger } from "@lablink-actions/release-core";
import { readList, readRequired, readText } from "./inputs.ts";

/** What started the run, from the six inputs that every trigger-aware action has. */
export function readTrigger(): Result<Trigger> {
  return combine({
    eventName: readRequired("event-name"),
    ref: readText("ref"),
    environment: readText("environment"),
    policy: combine({
      developmentEnvironments: readList("development-environments"),
      productionEnvironments: readList("production-environments"),
      productionRefs: readList("production-refs"),
    }),
  });
}
