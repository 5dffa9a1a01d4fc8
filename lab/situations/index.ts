import { admission } from "./admission.ts";
import { configuration } from "./configuration.ts";
import { crashes } from "./crashes.ts";
import { extensions } from "./extensions.ts";
import { gateways } from "./gateways.ts";
import { images } from "./images.ts";
import { jobs } from "./jobs.ts";
import { probes } from "./probes.ts";
import { rollouts } from "./rollouts.ts";
import { scheduling } from "./scheduling.ts";
import { services } from "./services.ts";
import type { Situation } from "./situation.ts";
import { storage } from "./storage.ts";
import { surroundings } from "./surroundings.ts";
import { workloads } from "./workloads.ts";

/** All situations of the corpus, by topic. */
export const topics: Readonly<Record<string, readonly Situation[]>> = {
  Rollouts: rollouts,
  Images: images,
  "Crashes, starts and ends": crashes,
  Probes: probes,
  "Settings and volumes": configuration,
  Scheduling: scheduling,
  "Quotas and admission": admission,
  Services: services,
  "StatefulSets and DaemonSets": workloads,
  "Jobs and CronJobs": jobs,
  Storage: storage,
  "Ingresses, autoscalers, budgets, namespaces": surroundings,
  Gateways: gateways,
  "Custom resources and APIs": extensions,
};

export const situations: readonly Situation[] = Object.values(topics).flat();
