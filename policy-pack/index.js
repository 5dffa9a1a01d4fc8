"use strict";
// Prints nothing: Pulumi reads the first line of the output as the port to connect to.
const { PolicyPack } = require("@pulumi/policy");
const { policies } = require("../dist/policy");

new PolicyPack("pulumi-kubespy", {
  displayName: "pulumi-kubespy",
  description: "No broken wire between Kubernetes objects passes a preview.",
  policies,
});
