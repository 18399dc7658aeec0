import {
  readChoice,
  readLines,
  readRequired,
  readText,
  runAction,
} from "@lablink-actions/action-kit";
import { openImage, readAccount } from "@lablink-actions/registries/open-image";
import { combine, type ImageName } from "@lablink-actions/release-core";
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
    account: readAccount(),
  });
  if (!inputs.ok) return inputs;
  const { account } = inputs.value;
  const open = (image: ImageName) => openImage(image, account);
  return resolveDeployment(inputs.value, { open });
});
