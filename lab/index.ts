/** The lab for the rest of this repository: the demo, the tests, the bench. */
export { componentNames } from "./components.ts";
export { ensureCluster, ensureTools, removeCluster, type Ensured, type EnsureOptions } from "./ensure.ts";
export { labEnvironment, type EnvironmentOptions } from "./environment.ts";
export { failureText, PartFailed } from "./failure.ts";
export { labHome, type Home } from "./home.ts";
export { images } from "./images.ts";
export { Progress, processDisplay } from "./progress.ts";
export { labStatus, type LabStatus, type StatusOptions } from "./status.ts";
