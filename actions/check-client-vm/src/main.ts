import {
  httpAddress,
  httpDespiteCancellation,
  items,
  mask,
  network,
  type Parsers,
  readInputs,
  required,
  runAction,
  seconds,
  text,
} from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import { allocatorAt } from "./allocator.ts";
import { checkClientVm } from "./check-client-vm.ts";
import type { Input } from "./declaration.ts";

// GitHub ends a job after six hours.
const longest = 21_600;

runAction(() => {
  const inputs = readInputs({
    "allocator-url": required(httpAddress),
    username: required(text),
    password: required(text),
    health: required(items(text)),
    deadline: seconds(1, longest),
    interval: seconds(1, longest),
  } satisfies Parsers<Input>);
  return andThen(combine(inputs), (values) => {
    mask(values.password);
    const { allocatorUrl: url } = values;
    const allocator = allocatorAt(url, values, network.http, httpDespiteCancellation);
    const now = () => performance.now();
    return checkClientVm(values, { ...network, allocator, now });
  });
});
