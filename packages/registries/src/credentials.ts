/** Who asks. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The Authorization header of basic authentication (RFC 7617). */
export function basicAuthorization({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
