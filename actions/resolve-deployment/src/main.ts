import {
  network,
  readChoice,
  readLines,
  readRequired,
  readText,
  runAction,
} from "@lablink-actions/action-kit";
import { connect, parseAccount } from "@lablink-actions/registries";
import { docker } from "@lablink-actions/registries/runner";
import { andThen, combine, type ImageName } from "@lablink-actions/release-core";
import { resolveDeployment } from "./resolve-deployment.ts";

runAction(async () => {
  const inputs = combine({
    operation: readChoice("operation", ["deploy", "destroy"]),
    trigger: combine({
      eventName: readRequired("event-name"),
      ref: readText("ref"),
      environment: readText("environment"),
    }),
    deploymentName: readRequired("deployment-name"),
    runId: readRequired("run-id"),
    image: readText("image"),
    imageTag: readText("image-tag"),
    backend: readLines("backend"),
    confirm: readText("confirm"),
    account: andThen(
      combine({ username: readText("username"), password: readText("password") }),
      ({ username, password }) => parseAccount(username, password),
    ),
  });
  if (!inputs.ok) return inputs;
  const { account } = inputs.value;
  const open = (image: ImageName) => connect(image, account, docker, network);
  return resolveDeployment(inputs.value, { open });
});
