/**
 * `npm run bench`: what the actions cost, each beside a peer in the same run and in turn with it, so that a noisy
 * machine is noisy for both. Nothing is asserted. What is missing is named, and the rest is run.
 */
import { benchAuditReleases } from "./bench/audit-releases.ts";
import { benchBundles } from "./bench/bundles.ts";
import { benchPromoteFar } from "./bench/promote-far.ts";
import { benchPromoteImage } from "./bench/promote-image.ts";
import { benchVerifyImage } from "./bench/verify-image.ts";

console.log(`Node ${process.version}\n`);
await benchBundles();
await benchVerifyImage();
await benchPromoteImage();
await benchPromoteFar();
await benchAuditReleases();
