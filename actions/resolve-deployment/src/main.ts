import {
  accountInputs,
  accountOf,
  choice,
  items,
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
import { parseEnvironmentName } from "./environment.ts";
import { parseSettingLines, parseVariableLines } from "./handed-over.ts";
import { decideRequest } from "./request.ts";
import { resolveDeployment } from "./resolve-deployment.ts";
import { parseRole } from "./role.ts";
import { parseKeyTemplate } from "./state-keys.ts";

runAction(() => {
  const inputs = readInputs({
    "deployment-name": required(parseDeploymentName),
    image: optional(parseImageName),
    "image-tag": optional(parseTag),
    "client-image": optional(parseImageName),
    "client-image-tag": optional(parseTag),
    backend: then(lines(text), parseBackend),
    // An empty one has a refusal of its own.
    "role-to-assume": parseRole,
    "state-key": optional(parseKeyTemplate),
    "client-state-key": optional(parseKeyTemplate),
    variables: optional(then(lines(text), parseVariableLines)),
    settings: optional(then(lines(text), parseSettingLines)),
    operation: choice("deploy", "destroy"),
    confirm: text,
    "event-name": required(text),
    ref: text,
    environment: optional(text),
    environments: items(parseEnvironmentName),
    "production-environments": items(parseEnvironmentName),
    "run-id": required(text),
    ...accountInputs,
  } satisfies Parsers<Input>);
  const together = { request: decideRequest(inputs), account: accountOf(inputs) };
  return andThen(combine(together), ({ request, account }) =>
    resolveDeployment(request, { open: (image: ImageName) => openImage(image, account) }),
  );
});
