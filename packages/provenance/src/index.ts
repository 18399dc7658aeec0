export { type Identity, repositoryName } from "./identity.ts";
export {
  githubIssuer,
  type Publisher,
  parseRefPattern,
  parseRepository,
  parseWorkflow,
  workflowFile,
} from "./publisher.ts";
export { missing as attestationMissing } from "./refusals.ts";
