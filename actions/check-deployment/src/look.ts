/** Why it does not pass yet: a clause that follows what was asked, and what to do if it stays so. */
interface Waiting {
  readonly waitingFor: string;
  readonly remedy: string;
}

/** Why it cannot pass however long anybody waits. */
interface Hopeless {
  readonly cannot: string;
  readonly remedy: string;
}

export interface Passed {
  /** What was seen, for the report. */
  readonly passed: string;
  /** Where a redirect leads. */
  readonly leadsTo?: URL;
}

/** What one look at a deployment shows. */
export type Look = Passed | Waiting | Hopeless;

/** Milliseconds for one answer. Something that accepts connections and says nothing must not outlast the deadline. */
export const patience = 10_000;

const start =
  "Look at the log of the machine's start (on EC2: /var/log/cloud-init-output.log), and at the ports that its security group opens.";
const record =
  "Check the record of the name at its DNS provider. A new one may take longer: run this job again.";
const certificate =
  "Look at what gives the certificate: the log of Caddy (journalctl -u caddy), the load balancer, or the proxy in front.";
export const server = "Look at the log of the application, and of the proxy in front of it.";

/** What Node says if nothing answers, by its code: the words differ from one version of Node to the next. */
const silences = new Map([
  ["ENOTFOUND", { waitingFor: "is not known: DNS has no such host", remedy: record }],
  ["ENODATA", { waitingFor: "is not known: DNS has no address for it", remedy: record }],
  ["EAI_AGAIN", { waitingFor: "is not known: DNS gives no answer", remedy: record }],
  ["ECONNREFUSED", { waitingFor: "refuses the connection", remedy: start }],
  ["ECONNRESET", { waitingFor: "cuts the connection", remedy: server }],
  ["ETIMEDOUT", { waitingFor: "does not take the connection", remedy: start }],
  ["EHOSTUNREACH", { waitingFor: "cannot be reached", remedy: start }],
  ["ENETUNREACH", { waitingFor: "cannot be reached", remedy: start }],
]);

const authority = "has a certificate that is not trusted: ";
const certificates = new Map([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", `${authority}it is signed by itself`],
  ["SELF_SIGNED_CERT_IN_CHAIN", `${authority}its authority is nobody's but its own`],
  ["UNABLE_TO_GET_ISSUER_CERT", `${authority}its authority is not known`],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", `${authority}its authority is not known`],
  [
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    `${authority}its authority is not known, or the certificate between them is missing`,
  ],
  ["CERT_HAS_EXPIRED", "has a certificate that has expired"],
  ["CERT_NOT_YET_VALID", "has a certificate that is not valid yet"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "has a certificate for another name"],
]);

/** Why there is no answer. A certificate may still be replaced, so none is hopeless. */
export function silenceOf(error: unknown): Waiting {
  const { name, code = "", message = "" } = error as Partial<NodeJS.ErrnoException>;
  if (name === "TimeoutError") {
    return { waitingFor: `gives no answer within ${patience / 1000} s`, remedy: start };
  }
  const known = silences.get(code);
  if (known !== undefined) return known;
  const untrusted = certificates.get(code);
  if (untrusted !== undefined) return { waitingFor: untrusted, remedy: certificate };
  if (code === "EPROTO" || code.startsWith("ERR_SSL_")) {
    const waitingFor = `agrees on no encryption (${code}): it may have no certificate yet`;
    return { waitingFor, remedy: certificate };
  }
  if (code.startsWith("HPE_")) {
    return { waitingFor: `answers something that is not HTTP (${code})`, remedy: server };
  }
  return { waitingFor: `gives no answer (${code || message})`, remedy: server };
}
