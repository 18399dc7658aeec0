export {
  allocatorTools,
  startAllocator,
  type TestAllocator,
} from "./allocator.ts";
export type { Annotation } from "./annotations.ts";
export { browse, missingBrowser } from "./browser.ts";
export { missingBuildKit, startBuildKit, type TestBuildKit } from "./buildkit.ts";
export { type Command, parseCommand, type ReadCommands, readCommands } from "./commands.ts";
export {
  type ActionDefinition,
  actionDefinition,
  actionsRoot,
  inputsFor,
} from "./definition.ts";
export { startDeployment } from "./deployment.ts";
export { baseImage, describeWithEngine, missingEngine } from "./engine.ts";
export {
  type EventName,
  eventNames,
  type GithubContext,
  type Json,
  recordedEvent,
} from "./events.ts";
export { evaluateTemplate } from "./expression.ts";
export { parseFileCommands, parsePathFile } from "./file-commands.ts";
export { freePort } from "./free-port.ts";
export { type GitRepository, gitRepository } from "./git.ts";
export {
  buildExamplePackage,
  buildPackage,
  exampleFolder,
  indexAccount,
  startPythonIndex,
  type TestIndex,
} from "./python-index.ts";
export { faultyIndex, type IndexAnswer } from "./python-index-faults.ts";
export {
  copyTag,
  digestAt,
  type Labels,
  pushAttested,
  pushImage,
  pushIndex,
  registryAccount,
  startRegistry,
  type TestRegistry,
} from "./registry.ts";
export { bundleArtifact, pushBundles, referrersIndex } from "./registry-bundles.ts";
export { type Fault, type FaultyRegistry, faultyRegistry } from "./registry-faults.ts";
export { registryProxy } from "./registry-proxy.ts";
export { dockerTypes, listen, mediaTypes } from "./registry-server.ts";
export { type ActionRun, type RunOptions, runAction } from "./run.ts";
export {
  type Claims,
  identityToken,
  releaseClaims,
  startSigstore,
  type TestSigstore,
} from "./sigstore.ts";
export { startStateStore, type TestState, type TestStateStore } from "./state-store.ts";
export { type TemporaryDirectory, temporaryDirectory } from "./temporary.ts";
export {
  hasStandIn,
  standInsRoot,
  thirdPartyActions,
  thirdPartyDefinition,
} from "./third-party-actions.ts";
export { describeUnless, describeWith, missingTools, usedTools } from "./tools.ts";
export { tried } from "./tried.ts";
