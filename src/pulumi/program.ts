import type * as pulumi from "@pulumi/pulumi";
import { providerSettings, type ProviderSettings } from "./cluster-choice";
import type { RemoteChild } from "./remote-children";
import { identityInUrn, identityOf } from "./resource-identity";

/** A resource of the program that carries our hooks. */
export interface ProgramResource {
  /** Itself, or the component that the provider registers it for: it leads to the provider. */
  readonly resource: pulumi.Resource;
  readonly type: string;
  readonly name: string;
  /** The nearest traced component above it. */
  readonly component: pulumi.Resource | undefined;
}

/**
 * What the program registered: leads from the URN that a hook gets back to the resource, its
 * provider and the component whose row it writes on.
 */
export class Program {
  private readonly resources = new Map<string, ProgramResource>();
  private readonly componentUrns = new Map<pulumi.Resource, string>();

  add(args: pulumi.ResourceTransformationArgs): ProgramResource {
    const parent = args.opts.parent;
    const entry = { resource: args.resource, type: args.type, name: args.name, component: this.componentAbove(parent) };
    this.resources.set(identityOf(args.type, args.name, parent), entry);
    return entry;
  }

  /** An object that the provider registers for a component of the program. */
  addRemote({ urn, type, name, component }: RemoteChild): ProgramResource {
    const entry = { resource: component, type, name, component: this.componentAbove(component) };
    this.resources.set(identityInUrn(urn), entry);
    return entry;
  }

  /** A component's URN is known as soon as it is registered, before any of its children is. */
  addComponent(component: pulumi.Resource): void {
    this.componentUrns.set(component, "");
    component.urn.apply((urn) => {
      this.componentUrns.set(component, urn);
    });
  }

  find(urn: string): ProgramResource | undefined {
    return this.resources.get(identityInUrn(urn));
  }

  /** Where the live line of a resource goes. */
  rowOf(urn: string, entry: ProgramResource | undefined): string {
    const component = entry?.component;
    const row = component === undefined ? undefined : this.componentUrns.get(component);
    return row === undefined || row === "" ? urn : row;
  }

  settingsOf(
    entry: ProgramResource | undefined,
    environment: Readonly<Record<string, string | undefined>>,
  ): Promise<ProviderSettings> {
    return providerSettings(entry?.resource, environment);
  }

  private componentAbove(parent: pulumi.Resource | undefined): pulumi.Resource | undefined {
    for (let at = parent; at !== undefined; at = parentOf(at)) if (this.componentUrns.has(at)) return at;
    return undefined;
  }
}

function parentOf(resource: pulumi.Resource): pulumi.Resource | undefined {
  return (resource as unknown as { readonly __parentResource?: pulumi.Resource }).__parentResource;
}

export function componentName(entry: ProgramResource | undefined): string | undefined {
  return (entry?.component as { readonly __name?: string } | undefined)?.__name;
}
