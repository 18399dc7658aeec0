import { lookup } from "node:dns/promises";
import {
  httpAddress,
  network,
  optional,
  type Parsers,
  readInputs,
  required,
  runAction,
  seconds,
} from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import { checkDeployment } from "./check-deployment.ts";
import type { Input } from "./declaration.ts";
import { parseHealthPath } from "./health-path.ts";

// GitHub ends a job after six hours.
const longest = 21_600;

runAction(() => {
  const inputs = readInputs({
    url: required(httpAddress),
    "health-path": optional(parseHealthPath),
    "dns-deadline": seconds(1, longest),
    "http-deadline": seconds(1, longest),
    "https-deadline": seconds(1, longest),
    interval: seconds(1, longest),
  } satisfies Parsers<Input>);
  return andThen(combine(inputs), (values) =>
    checkDeployment(values, {
      ...network,
      now: () => performance.now(),
      lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    }),
  );
});
