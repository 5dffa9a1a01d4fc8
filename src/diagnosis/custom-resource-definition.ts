import { findCondition, type Condition, type CustomResourceDefinition } from "../objects";
import { diagnoseDeletion } from "./deletion";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import { kubectl } from "./kubectl";
import type { Scene } from "./scene";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { phrase } from "./wording";

/** How long the API server may take to delete the objects of a kind before that is told as a problem. */
const cleanupMs = 30_000;

/**
 * A CustomResourceDefinition: Current when it is Established, so that objects of its kind can be
 * made. Source: the reasons in naming_controller.go, establishing_controller.go and crd_finalizer.go
 * of apiextensions-apiserver; kstatus's rules for it.
 */
export function diagnoseCustomResourceDefinition(definition: CustomResourceDefinition, scene: Scene): Diagnosis {
  return (
    diagnoseCleanup(definition, scene) ??
    diagnoseDeletion(definition, scene) ??
    diagnoseNames(definition) ??
    diagnoseEstablished(definition)
  );
}

/** Being deleted, and the API server says how the objects of its kind go. */
function diagnoseCleanup(definition: CustomResourceDefinition, scene: Scene): Diagnosis | undefined {
  const { deletionTimestamp } = definition.metadata;
  const terminating = findCondition(definition.conditions, "Terminating");
  if (deletionTimestamp === undefined || terminating === undefined) return undefined;
  const since = timeOf(deletionTimestamp);
  const patience = since === undefined ? undefined : since + cleanupMs;
  const failing = terminating.reason === "InstanceDeletionFailed" || terminating.reason === "InstanceDeletionCheck";
  const late = patience !== undefined && scene.now >= patience;
  const kind = kindOf(definition);
  const evidence = [conditionEvidence(definition, terminating)];
  if (!failing && !late) {
    return verdict(definition, "Terminating", `being deleted, the objects of kind ${kind} go first`, {
      status: "Terminating",
      since,
      until: patience,
      evidence,
    });
  }
  const why = terminating.reason === "InstanceDeletionFailed" ? `: ${words(terminating)}` : "";
  return verdict(definition, "StuckTerminating", `still being deleted, objects of kind ${kind} are left${why}`, {
    status: "Terminating",
    since,
    evidence,
    actions: [
      {
        text: "see which objects are left, and their finalizers",
        command: kubectl(undefined, "get", `${definition.plural}.${definition.group}`, "-A"),
      },
      { text: "the controller of the kind has to run until they are gone: it removes their finalizers" },
    ],
  });
}

const kindOf = ({ objectKind, metadata }: CustomResourceDefinition): string =>
  objectKind === "" ? metadata.name : objectKind;

function diagnoseNames(definition: CustomResourceDefinition): Diagnosis | undefined {
  const accepted = findCondition(definition.conditions, "NamesAccepted");
  if (accepted?.status !== "False") return undefined;
  return verdict(definition, "NamesNotAccepted", `its names are taken: ${words(accepted)}`, {
    status: "Failed",
    evidence: [conditionEvidence(definition, accepted)],
    since: timeOf(accepted.lastTransitionTime),
    actions: [{ text: "see who has the names", command: kubectl(undefined, "get", "crd") }],
  });
}

const words = ({ message, reason }: Condition): string =>
  phrase([message, reason].find((text) => text !== undefined && text.trim() !== "") ?? "no reason given", 70);

function diagnoseEstablished(definition: CustomResourceDefinition): Diagnosis {
  const established = findCondition(definition.conditions, "Established");
  const kind = kindOf(definition);
  if (established?.status !== "True") {
    // Anything but "Installing" (which passes by itself within seconds) keeps it from being served.
    const broken = established?.reason === "InvalidCABundle";
    const message = broken ? `not established: ${words(established)}` : `objects of kind ${kind} cannot be made yet`;
    return verdict(definition, broken ? "NotReady" : "Reconciling", message, {
      evidence: established === undefined ? [] : [conditionEvidence(definition, established)],
    });
  }
  const schema = findCondition(definition.conditions, "NonStructuralSchema");
  const odd = schema?.status === "True" ? `, its schema is not structural: ${words(schema)}` : "";
  return verdict(definition, "Ready", `established${odd}`, {
    since: timeOf(established.lastTransitionTime),
    evidence: odd === "" || schema === undefined ? [] : [conditionEvidence(definition, schema)],
  });
}
