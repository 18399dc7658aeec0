/**
 * LabLink's own conventions. Nothing else in this action's code names them. They become an input when another caller
 * needs others.
 */

/** LabLink's own defaults, and what people type when they mean to change it later. */
export const wellKnownPasswords: readonly string[] = [
  "IwanttoSLEAP",
  "admin",
  "admin_password",
  "changeme",
  "lablink",
  "password",
];
