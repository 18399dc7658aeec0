import {
  accountInputs,
  accountOf,
  choice,
  lines,
  openImage,
  optional,
  type Parsers,
  readInputs,
  required,
  runAction,
  text,
  then,
} from "@lablink-actions/action-kit";
import {
  andThen,
  combine,
  type ImageName,
  parseImageName,
  parseTag,
} from "@lablink-actions/release-core";
import { parseBackend } from "./backend.ts";
import type { Input } from "./declaration.ts";
import { parseDeploymentName } from "./deployment.ts";
import { parseEnvironment } from "./environment.ts";
import { decideRequest } from "./request.ts";
import { resolveDeployment } from "./resolve-deployment.ts";

runAction(() => {
  const inputs = readInputs({
    "deployment-name": required(parseDeploymentName),
    image: optional(parseImageName),
    "image-tag": optional(parseTag),
    backend: then(lines(text), parseBackend),
    operation: choice("deploy", "destroy"),
    confirm: text,
    "event-name": required(text),
    ref: text,
    environment: optional(parseEnvironment),
    "run-id": required(text),
    ...accountInputs,
  } satisfies Parsers<Input>);
  const together = { request: decideRequest(inputs), account: accountOf(inputs) };
  return andThen(combine(together), ({ request, account }) =>
    resolveDeployment(request, { open: (image: ImageName) => openImage(image, account) }),
  );
});
