export { type Identity, repositoryName } from "./identity.ts";
export {
  githubIssuer,
  type Publisher,
  parsePublisher,
  parseRefPattern,
  parseRepository,
  parseWorkflow,
  publisherLine,
  workflowFile,
} from "./publisher.ts";
export { missing as attestationMissing } from "./refusals.ts";
