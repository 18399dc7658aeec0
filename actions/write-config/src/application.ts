/** A program that reads the file, as far as its values are concerned. */
export interface Application {
  /** The places of its secrets, with what it does if the file does not have the place. */
  readonly secrets: ReadonlyMap<string, "refuses to start" | "has a default">;
  /** Why it would not start with a text at a place, or would read another one: a clause such as `has …`. */
  readonly problem: (path: string, value: string) => string | undefined;
}

/**
 * LabLink's allocator: lablink-allocator-service 0.2.1, tried with its own get_config, generate_init_sql and SQLAlchemy.
 * Its `verify_secrets_resolved` refuses to start while one of these three is `MISSING` or begins with `PLACEHOLDER_`;
 * both are placeholders by their shape. A name and a password of the administrator that are not there are `MISSING`.
 */
const lablinkAllocator: Application = {
  secrets: new Map([
    ["app.admin_user", "refuses to start"],
    ["app.admin_password", "refuses to start"],
    ["db.password", "has a default"],
  ]),
  problem(path, value) {
    if (value.includes("${")) return "has ${, which OmegaConf takes for the name of another value";
    if (value === "???") return "is ???, which OmegaConf takes for no value: the default stays";
    if (path !== "db.password") return undefined;
    if (value.includes("'")) return "has ', which ends the text in the SQL that creates the user";
    // It becomes part of postgresql://lablink:…@localhost as it is.
    if (value.includes("@")) return "has @, which ends the password in the database's address";
    if (/%[0-9a-f]{2}/i.test(value)) {
      return "has % and two hexadecimal digits, which are another character in the database's address";
    }
    return undefined;
  },
};

/** A program whose rules are not known. */
export const unknownApplication: Application = { secrets: new Map(), problem: () => undefined };

/** The programs whose rules are known, by what the input says. */
export const applications = { "lablink-allocator": lablinkAllocator } as const;

/** The secrets that deploy.yml takes, by the place that it writes them to. */
const secretsOfDeploy = new Map([
  ["app.admin_password", "ADMIN_PASSWORD"],
  ["db.password", "DB_PASSWORD"],
]);

/** The secret that a place gets its password from, in words for a remedy. */
export function secretOf(path: string): string {
  const name = secretsOfDeploy.get(path);
  const alias = name === undefined ? "" : ` (${name} of deploy.yml)`;
  return `the secret that values gives to ${path}${alias}`;
}
