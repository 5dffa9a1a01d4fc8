import * as pulumi from "@pulumi/pulumi";
import { declare } from "./applications";

const config = new pulumi.Config();

declare({
  namespace: config.require("namespace"),
  traced: config.get("traced") !== "false",
  broken: config.get("broken") === "true",
  revision: config.get("revision") ?? "1",
  delay: Number(config.get("delay") ?? "0"),
  timeout: config.get("timeout") ?? "15",
});
