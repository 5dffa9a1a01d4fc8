import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { plainText, plainValue, providerSettings, type ProviderSettings } from "../pulumi/cluster-choice";
import { knownTracing } from "../pulumi/deployment";
import { identityOf } from "../pulumi/resource-identity";
import { checkArgs, readWish, type ServiceResource, type TrafficGateArgs } from "./gate-args";
import { GateKeeper } from "./gate-keeper";
import { providerCode } from "./provider-code";
import { previewLine } from "./sentences";

const type = "pulumi-nodejs:dynamic/kubespy:TrafficGate";
const keepers = new WeakMap<object, GateKeeper>();

/**
 * Waits in `pulumi up` until traffic really reaches a Service: until it has ready endpoints and, with `path`, answers.
 * What depends on the gate is only created or changed after that.
 *
 * ```ts
 * const live = new TrafficGate("web-live", { service: web, minReady: "50%", path: "/healthz" });
 * new Certificate("web", { … }, { dependsOn: [live] });
 * ```
 *
 * It is checked when it is created and whenever an argument changes (but `timeout` and `failFast`); `triggers` has it
 * checked more often. If the endpoints do not come within `timeout`, the gate fails with the diagnosis, and so does the
 * update: this is the one thing of this package that changes the outcome of a deployment. A failed gate is checked anew
 * by the next update. It changes nothing in the cluster, deleting and refreshing it do nothing, and a preview says what
 * it would wait for. It looks at the cluster of its `provider` option, else of the Service resource, else of its
 * parents, else of the stack's configuration.
 *
 * A resource of type `pulumi-nodejs:dynamic/kubespy:TrafficGate`; the program itself does the waiting.
 *
 * @throws TypeError for an argument that does not exist or has a wrong value.
 */
export class TrafficGate extends pulumi.CustomResource {
  /** Of the endpoints that were ready when the gate opened: "10.244.0.7:8080". */
  declare readonly addresses: pulumi.Output<readonly string[]>;
  /** How many endpoints were ready when the gate opened. */
  declare readonly endpoints: pulumi.Output<number>;
  /** Seconds until all that was asked for was there. */
  declare readonly readyIn: pulumi.Output<number>;
  /** The name of the Service in the cluster. */
  declare readonly service: pulumi.Output<string>;

  /**
   * @param name The resource's name: its row in `pulumi up`.
   * @param args What is waited for.
   * @param opts Options of the resource; `provider` takes the Kubernetes provider that leads to the cluster.
   */
  constructor(name: string, args: TrafficGateArgs, opts: pulumi.CustomResourceOptions = {}) {
    checkArgs(name, args as unknown as Readonly<Record<string, unknown>>);
    const { service, ...others }: Readonly<Record<string, unknown>> & Pick<TrafficGateArgs, "service"> = { ...args };
    const identity = identityOf(type, name, opts.parent);
    const { provider, ...withoutProvider } = opts;
    const isKubernetes = typeOf(provider) === "pulumi:providers:kubernetes";
    super(
      type,
      name,
      {
        // Where the Service resource says something of its own, the arguments have the last word.
        ...(pulumi.Resource.isInstance(service) ? fromResource(service) : { service }),
        ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)),
        gate: identity,
        __provider: providerCode,
        addresses: undefined,
        endpoints: undefined,
        readyIn: undefined,
      },
      // Of a dynamic resource itself another provider than its own cannot be taken.
      isKubernetes ? withoutProvider : opts,
    );
    const engine = pulumi.runtime.getEngine();
    if (engine === undefined) return; // A user's unit tests: there is no cluster to look at.
    const keeper = keepers.get(engine) ?? new GateKeeper(engine, addressOf(engine), isQuiet(), knownTracing()?.mask);
    keepers.set(engine, keeper);
    if (pulumi.runtime.isDryRun()) {
      void this.preview(keeper, name).catch(ignore);
      return;
    }
    const guide = isKubernetes ? { getProvider: () => provider } : service;
    const urn = pulumi.createUrn(name, type, opts.parent);
    keeper.introduce(
      identity,
      {
        name,
        urn: () => plainText(urn),
        // Inline programs of the Automation API have their configuration in an asynchronous context of their own.
        settings: AsyncResource.bind(() => this.settings(guide)),
      },
      plainText(this.urn),
    );
  }

  /** The explicit provider, else that of the Service resource, else what the gate inherits from its parents. */
  private settings(guide: unknown): Promise<ProviderSettings> {
    const leads = typeof guide === "object" && guide !== null && "getProvider" in guide;
    return providerSettings(leads ? (guide as pulumi.Resource) : this, process.env);
  }

  /** Says what would be waited for, unless nothing is: then the outputs are known already. */
  private async preview(keeper: GateKeeper, name: string): Promise<void> {
    const urn = await plainText(this.urn);
    if (urn === undefined || (await plainValue(this.endpoints)) !== undefined) return;
    const own = this as unknown as Readonly<Record<string, unknown>>;
    const fields = ["service", "namespace", "minReady", "path", "timeout"] as const;
    const values = Object.fromEntries(
      await Promise.all(fields.map(async (field) => [field, await plainValue(own[field])] as const)),
    );
    const isNamed = values["service"] !== undefined;
    await keeper.report(urn, previewLine(readWish(name, isNamed ? values : { ...values, service: "later" }), isNamed));
  }
}

function fromResource({ metadata }: ServiceResource): pulumi.Inputs {
  // Under a user's unit tests a resource may have no metadata.
  const known = metadata as pulumi.Output<{ readonly name?: string; readonly namespace?: string } | undefined>;
  return { service: known.apply((found) => found?.name), namespace: known.apply((found) => found?.namespace) };
}

const typeOf = (resource: pulumi.Resource | undefined): string | undefined =>
  (resource as unknown as { readonly __pulumiType?: string } | undefined)?.__pulumiType;

/** A part of a gRPC client that the SDK's declaration leaves out. */
interface Channelled {
  getChannel(): { getTarget(): string };
}

const addressOf = (engine: unknown): string => (engine as Channelled).getChannel().getTarget();

const isQuiet = (): boolean => process.env["CI"] !== undefined && process.env["CI"] !== "false";

const ignore = (): void => undefined;
