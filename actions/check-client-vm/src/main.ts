import { setTimeout } from "node:timers/promises";
import { readList, readRequired, runAction, say } from "@lablink-actions/action-kit";
import { andThen, combine } from "@lablink-actions/release-core";
import { allocatorAt } from "./allocator.ts";
import { checkClientVm } from "./check-client-vm.ts";
import { parseSeconds } from "./seconds.ts";

runAction(async () => {
  const inputs = combine({
    allocator: andThen(readRequired("allocator-url"), (url) => allocatorAt(url, fetch)),
    health: readList("health"),
    deadline: andThen(readRequired("deadline"), (text) => parseSeconds("deadline", text)),
    interval: andThen(readRequired("interval"), (text) => parseSeconds("interval", text)),
  });
  if (!inputs.ok) return inputs;
  const { allocator } = inputs.value;
  const now = () => performance.now();
  const sleep = (milliseconds: number) => setTimeout(milliseconds);
  return checkClientVm(inputs.value, { allocator, now, sleep, say });
});
