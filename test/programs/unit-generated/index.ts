/** Two Jobs that the API server names. */
import * as k8s from "@pulumi/kubernetes";
import { traceAll } from "../../../src/index";

traceAll();

const template = { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "lab.local/app:1" }] } };
for (const name of ["first", "second"])
  new k8s.batch.v1.Job(name, { metadata: { generateName: "migrate-", namespace: "shop" }, spec: { template } });
