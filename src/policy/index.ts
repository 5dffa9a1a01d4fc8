// Types come from "@pulumi/policy/policy": the index of 1.21.0 declares names that its own files lack, so it only compiles with skipLibCheck.
import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy/policy";
import type { WiringPolicy } from "./group-policy";
import { makePolicies, type WiringPolicies } from "./make-policies";
import { Memory } from "./memory";

const made: WiringPolicies = makePolicies(new Memory(), () => new Date());

/**
 * Each Service's selector matches the Pods of something in its stack, cluster and namespace.
 * Mandatory: in a preview it stops what would get no traffic. A value that is not known yet raises
 * nothing and hides nothing else; for a pack of one's own: `new PolicyPack("mine", { policies: [serviceSelectorMatchesPods] })`.
 */
export const serviceSelectorMatchesPods: WiringPolicy = made.serviceSelectorMatchesPods;

/** The other rules of Services: their ports lead to the Pods' ports, and they select no more than one application. */
export const services: StackValidationPolicy = made.services;

/** What leads to Services from outside: Ingresses and the routes of the Gateway API. */
export const routing: StackValidationPolicy = made.routing;

/** What refers to other objects by name or by selector exists. */
export const references: StackValidationPolicy = made.references;

/**
 * What each object says agrees with itself. A policy on resources: `pulumi up` stops before such an
 * object is created. It also remembers the inputs on which the others live in the first preview of
 * a cluster.
 */
export const workloads: ResourceValidationPolicy = made.workloads;

/** Lets the other policies know which texts are secret, so that they don't print them. Reports nothing itself. */
export const withholdSecrets: ResourceValidationPolicy = made.withholdSecrets;

/** All policies of this package, for `new PolicyPack(name, { policies })`. */
export const policies: Policies = made.all;

export type { WiringPolicy } from "./group-policy";
