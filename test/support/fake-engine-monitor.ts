import * as grpc from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type Callback } from "@pulumi/pulumi/proto/callback_pb";
import type { IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { CallResponse } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { setTimeout as pause } from "node:timers/promises";
import type { Feature, Outcome, Script, Step } from "./fake-engine";
import type { EngineEvents, Operation, RegisteredOptions } from "./fake-engine-events";
import { checked, idOf, inTheClear, type Properties } from "./fake-engine-values";

interface Hook {
  readonly callback: Callback;
  readonly ignoreErrors: boolean;
  readonly onDryRun: boolean;
}

type Registration = Omit<Step, "inputs"> & {
  readonly hooks: resource.RegisterResourceRequest.ResourceHooksBinding;
  readonly inputs: Properties;
};

const { ResourceMonitorFeature: features } = resource;
const offered = {
  secrets: features.RESOURCE_MONITOR_FEATURE_SECRETS,
  resourceReferences: features.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  outputValues: features.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  aliasSpecs: features.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  deletedWith: features.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  transforms: features.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
  invokeTransforms: features.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
  resourceHooks: features.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
  errorHooks: features.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
} as const;

const struct = (properties: unknown): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>);
const plain = (properties: Struct | undefined): Properties => properties?.toJavaScript() ?? {};
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The resource monitor: registers resources and runs their steps, hooks included. */
export class ResourceMonitor {
  private readonly hooks = new Map<string, Hook>();
  private readonly clients = new Map<string, CallbacksClient>();
  private readonly cancellation = new AbortController();
  private inFlight = 0;
  private failed = false;

  constructor(
    private readonly script: Script,
    private readonly events: EngineEvents,
    /** A step failed and the others are over: the engine ends the program. */
    private readonly giveUp: () => void,
  ) {}

  cancel(): void {
    this.cancellation.abort();
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  readonly service: IResourceMonitorServer = {
    getDeploymentInfo: (_call, reply) => {
      if (this.script.legacy === true) {
        reply({ code: grpc.status.UNIMPLEMENTED, details: "unknown method GetDeploymentInfo" });
        return;
      }
      const info = new resource.DeploymentInfo();
      const without: readonly string[] = this.script.without ?? ([] satisfies readonly Feature[]);
      info.setSupportedfeaturesList(
        Object.entries(offered)
          .filter(([name]) => !without.includes(name))
          .map(([, feature]) => feature),
      );
      reply(null, info);
    },
    supportsFeature: ({ request }, reply) => {
      const response = new resource.SupportsFeatureResponse();
      response.setHassupport(
        Object.hasOwn(offered, request.getId()) &&
          !(this.script.without as readonly string[] | undefined)?.includes(request.getId()),
      );
      reply(null, response);
    },
    registerResource: ({ request }, reply) => {
      this.register(request).then(
        (response) => {
          reply(null, response);
        },
        (error: unknown) => {
          reply({ code: grpc.status.UNKNOWN, details: messageOf(error) });
        },
      );
    },
    registerResourceOutputs: ({ request }, reply) => {
      this.events.add({ type: "outputs", urn: request.getUrn() });
      reply(null, new Empty());
    },
    registerResourceHook: ({ request }, reply) => {
      this.addHook(
        request.getName(),
        request.getCallback(),
        { ignoreErrors: request.getIgnoreErrors(), onDryRun: request.getOnDryRun() },
        reply,
      );
    },
    registerErrorHook: ({ request }, reply) => {
      this.addHook(request.getName(), request.getCallback(), { ignoreErrors: false, onDryRun: true }, reply);
    },
    readResource: ({ request }, reply) => {
      const response = new resource.ReadResourceResponse();
      response.setUrn(this.urnOf(request.getType(), request.getName(), request.getParent()));
      response.setProperties(struct(plain(request.getProperties())));
      reply(null, response);
    },
    invoke: (_call, reply) => {
      const response = new resource.ResourceInvokeResponse();
      response.setReturn(struct({}));
      reply(null, response);
    },
    call: (_call, reply) => {
      reply(null, new CallResponse());
    },
    registerStackTransform: (_call, reply) => {
      reply(null, new Empty());
    },
    registerStackInvokeTransform: (_call, reply) => {
      reply(null, new Empty());
    },
    registerPackage: (_call, reply) => {
      reply(null, new resource.RegisterPackageResponse());
    },
    signalAndWaitForShutdown: (_call, reply) => {
      this.events.add({ type: "shutdown" });
      setTimeout(() => {
        reply(null, new Empty());
      }, this.script.deletionsMs ?? 0);
    },
  };

  private addHook(
    name: string,
    callback: Callback | undefined,
    options: Omit<Hook, "callback">,
    reply: grpc.sendUnaryData<Empty>,
  ): void {
    if (callback === undefined || this.hooks.has(name)) {
      reply({ code: grpc.status.ALREADY_EXISTS, details: `resource hook already registered for name "${name}"` });
      return;
    }
    this.hooks.set(name, { callback, ...options });
    this.events.add({ type: "hook-registered", hook: name });
    reply(null, new Empty());
  }

  /** As the engine makes it: the types of the parents, but for the stack, go before the resource's own. */
  private urnOf(type: string, name: string, parent: string): string {
    const parentType = parent.split("::")[2] ?? "";
    const types = parentType === "" || parentType === "pulumi:pulumi:Stack" ? type : `${parentType}$${type}`;
    return `urn:pulumi:stack::project::${types}::${name}`;
  }

  private async register(request: resource.RegisterResourceRequest): Promise<resource.RegisterResourceResponse> {
    const [type, name] = [request.getType(), request.getName()];
    const urn = this.urnOf(type, name, request.getParent());
    const operation: Operation = request.getCustom()
      ? (this.script.operation?.({ type, name }) ?? "create")
      : "component";
    const inputs = checked(type, name, plain(request.getObject()), this.script.namespace);
    this.events.add({ type: "register", urn, operation, inputs: inTheClear(inputs), options: optionsOf(request) });
    if (this.failed || this.cancellation.signal.aborted) return await forever();
    const hooks = request.getHooks() ?? new resource.RegisterResourceRequest.ResourceHooksBinding();
    const registration = { urn, type, name, operation, inputs, hooks, signal: this.cancellation.signal };
    const quiet = operation === "component" || operation === "same" || this.script.dryRun === true;
    const outcome = quiet ? await this.quietly(registration) : await this.step(registration);
    const response = new resource.RegisterResourceResponse();
    response.setUrn(urn);
    response.setObject(struct(outcome.outputs ?? inputs));
    if (outcome.error !== undefined) {
      if (this.script.continueOnError !== true) return await forever();
      response.setResult(resource.Result.FAIL);
    } else if (operation !== "component" && !(this.script.dryRun === true && operation === "create")) {
      response.setId(outcome.id ?? idOf(type, name, inTheClear(inputs)));
    }
    return response;
  }

  /** No hooks run, but names that are not registered are an error all the same. */
  private quietly({ hooks, urn }: Registration): Promise<Outcome> {
    const missing = Object.values(hooks.toObject())
      .flat()
      .find((name) => !this.hooks.has(name));
    if (missing !== undefined) return Promise.reject(new Error(`hook "${missing}" was not registered`));
    this.events.add({ type: "step", urn });
    return Promise.resolve({});
  }

  private async step(registration: Registration): Promise<Outcome> {
    const { urn, operation, hooks } = registration;
    const update = operation === "update";
    this.inFlight += 1;
    let outcome: Outcome;
    try {
      await this.runHooks(update ? hooks.getBeforeUpdateList() : hooks.getBeforeCreateList(), registration, {});
      this.events.add({ type: "performing", urn });
      outcome = (await this.perform(registration)) ?? {};
      if (outcome.error === undefined)
        await this.runHooks(update ? hooks.getAfterUpdateList() : hooks.getAfterCreateList(), registration, outcome);
      else await this.runErrorHooks(registration, outcome.error);
    } catch (error) {
      outcome = { error: messageOf(error) };
    }
    this.inFlight -= 1;
    this.events.add({ type: "step", urn, ...(outcome.error === undefined ? {} : { error: outcome.error }) });
    if (outcome.error !== undefined && this.script.continueOnError !== true) this.failed = true;
    if (this.failed && this.inFlight === 0) this.giveUp();
    return outcome;
  }

  private async perform(registration: Registration): Promise<Outcome | undefined> {
    const step: Step = { ...registration, inputs: inTheClear(registration.inputs) as Properties };
    try {
      return await this.script.perform?.(step);
    } catch (error) {
      return { error: messageOf(error) };
    }
  }

  private async runHooks(names: readonly string[], registration: Registration, outcome: Outcome): Promise<void> {
    for (const name of names) {
      const request = new resource.ResourceHookRequest();
      request.setUrn(registration.urn).setName(registration.name).setType(registration.type);
      request.setId(
        outcome.outputs === undefined && registration.operation === "create" ? "" : this.idFor(registration),
      );
      request.setNewInputs(struct(registration.inputs));
      if (registration.operation === "update")
        request.setOldInputs(struct(registration.inputs)).setOldOutputs(struct(registration.inputs));
      request.setNewOutputs(struct(outcome.outputs ?? registration.inputs));
      const answer = await this.invoke(name, registration.urn, request.serializeBinary(), (bytes) => ({
        error: resource.ResourceHookResponse.deserializeBinary(bytes).getError(),
      }));
      if (answer.error !== "" && this.hooks.get(name)?.ignoreErrors !== true)
        throw new Error(`hook "${name}" failed: ${answer.error}`);
      if (answer.error !== "")
        this.events.add({
          type: "log",
          urn: registration.urn,
          severity: "warning",
          ephemeral: false,
          message: `hook "${name}" failed: ${answer.error}`,
        });
    }
  }

  private async runErrorHooks(registration: Registration, message: string): Promise<void> {
    for (const name of registration.hooks.getOnErrorList()) {
      const request = new resource.ErrorHookRequest();
      request.setUrn(registration.urn).setName(registration.name).setType(registration.type);
      request.setNewInputs(struct(registration.inputs));
      request.setFailedOperation(registration.operation).setErrorsList([message]);
      const answer = await this.invoke(name, registration.urn, request.serializeBinary(), (bytes) => {
        const response = resource.ErrorHookResponse.deserializeBinary(bytes);
        return { error: response.getError(), retry: response.getRetry() };
      });
      if (answer.error !== "") throw new Error(`error hooks execution failed: ${answer.error}`);
    }
  }

  private async invoke(
    name: string,
    urn: string,
    bytes: Uint8Array,
    read: (bytes: Uint8Array) => { error: string; retry?: boolean },
  ): Promise<{ error: string; retry?: boolean }> {
    const hook = this.hooks.get(name);
    if (hook === undefined) throw new Error(`hook "${name}" was not registered`);
    const began = performance.now();
    this.events.add({ type: "hook-began", urn, hook: name });
    const answer = await this.call(hook.callback, bytes).then(read, (error: unknown) => ({ error: messageOf(error) }));
    const { error, ...rest } = answer;
    this.events.add({
      type: "hook-ended",
      urn,
      hook: name,
      heldMs: performance.now() - began,
      ...rest,
      ...(error === "" ? {} : { error }),
    });
    return answer;
  }

  private call(callback: Callback, bytes: Uint8Array): Promise<Uint8Array> {
    const target = callback.getTarget();
    const client = this.clients.get(target) ?? new CallbacksClient(target, grpc.credentials.createInsecure());
    this.clients.set(target, client);
    const request = new CallbackInvokeRequest();
    request.setToken(callback.getToken()).setRequest(bytes);
    return new Promise((resolve, reject) => {
      client.invoke(request, (error, response) => {
        if (error === null) resolve(response.getResponse_asU8());
        else reject(new Error(error.message));
      });
    });
  }

  private idFor({ type, name, inputs }: Registration): string {
    return idOf(type, name, inTheClear(inputs));
  }
}

function optionsOf(request: resource.RegisterResourceRequest): RegisteredOptions {
  return {
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    customTimeouts: request.getCustomtimeouts()?.getCreate() || undefined,
    ignoreChanges: request.getIgnorechangesList(),
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
  };
}

/** The engine never answers a registration whose step failed. */
async function forever(): Promise<never> {
  for (;;) await pause(3_600_000, undefined, { ref: false });
}
