// Types come from "@pulumi/policy/policy": the index of 1.21.0 declares names that its own files lack, so it only compiles with skipLibCheck.
import type { Policies } from "@pulumi/policy/policy";
import { Memory } from "./memory";
import { makeServiceSelectorMatchesPods } from "./service-selector-matches-pods";
import { makeWithholdSecrets } from "./withhold-secrets";

const memory = new Memory();

/**
 * Each Service's selector matches the Pods of something in its stack, cluster and namespace.
 * Mandatory: in a preview it stops what would get no traffic. A value that is not known yet raises
 * nothing and hides nothing else; for a pack of one's own: `new PolicyPack("mine", { policies: [serviceSelectorMatchesPods] })`.
 */
export const serviceSelectorMatchesPods = makeServiceSelectorMatchesPods(memory);

/** Lets the other policies know which texts are secret, so that they don't print them. Reports nothing itself. */
export const withholdSecrets = makeWithholdSecrets(memory);

/** All policies of this package, for `new PolicyPack(name, { policies })`. */
export const policies: Policies = [serviceSelectorMatchesPods, withholdSecrets];

export type { WiringPolicy } from "./service-selector-matches-pods";
