import type { ReasonEntry } from "./reason-entry";

/** Reasons of claims, volumes and their classes. */
export const storageReasons = {
  ClaimPending: {
    severity: "info",
    outlook: "waiting",
    title: "Waits for its volume",
    example: "PersistentVolumeClaim data: waits for a volume of class standard (10Gi)",
    explanation: "A volume is being made or bound. That takes from a second to a minute.",
    remedy: "Wait.",
    recognised: "status.phase is Pending, and no rule below knows more.",
  },
  WaitForFirstConsumer: {
    severity: "info",
    outlook: "healthy",
    title: "Gets its volume when a Pod first uses it",
    example: "PersistentVolumeClaim data: gets its volume when a Pod first uses it (class standard)",
    explanation:
      "The class binds volumes only when a Pod that uses the claim has a node. Until then Pending is the claim's normal state: who waits for it, waits for ever.",
    remedy: "Nothing to do; create the Pod without waiting for the claim.",
    recognised: "The class has volumeBindingMode WaitForFirstConsumer and no Pod uses the claim.",
  },
  WaitForPodScheduled: {
    severity: "info",
    outlook: "waiting",
    title: "Waits until its Pod has a node",
    example:
      "PersistentVolumeClaim data: waits until Pod web-0 has a node ← cannot be scheduled ← needs 64 CPU, more than the only node has",
    explanation: "The class binds at first use; a Pod uses the claim and has no node yet.",
    remedy: "Wait, or follow the chain to what keeps the Pod from a node.",
    recognised: "As WaitForFirstConsumer, with a Pod that uses the claim, before a node was selected.",
  },
  NoDefaultStorageClass: {
    severity: "error",
    outlook: "may-heal",
    title: "No StorageClass is named, and none is the default",
    example: "PersistentVolumeClaim data: names no StorageClass, and none is the default; there is fast, slow",
    explanation:
      "Without a class nothing makes a volume for the claim. It is bound as soon as a class becomes the default.",
    remedy: "Name a class in spec.storageClassName, or make one the default.",
    recognised:
      "spec.storageClassName is absent, StorageClasses were listed completely and none is the default, and no volume without a class suits.",
  },
  StorageClassNotFound: {
    severity: "error",
    outlook: "may-heal",
    title: "Its StorageClass does not exist",
    example: "PersistentVolumeClaim data: wants StorageClass fsat, which does not exist; there is fast, slow",
    explanation:
      "Nothing makes volumes of a class that does not exist, and no volume of that class is there to be bound.",
    remedy: "Correct spec.storageClassName (that needs a new claim: the field cannot be changed) or create the class.",
    recognised: "StorageClasses were listed completely and none has the name, or the event ProvisioningFailed says so.",
  },
  NoMatchingVolume: {
    severity: "error",
    outlook: "may-heal",
    title: "No volume suits the claim",
    example:
      "PersistentVolumeClaim data: finds no volume: none of 2 PersistentVolumes of class manual suits: 1 smaller than 10Gi, 1 taken by another claim",
    explanation: "Volumes of this class are made by hand, and none is free, large enough and of the right mode.",
    remedy: "Create a PersistentVolume that suits, or name a class that has a provisioner.",
    recognised:
      "The class is empty or has no provisioner, PersistentVolumes were listed completely, and none meets class, size, access modes, volume mode and selector.",
  },
  ProvisioningFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "The provisioner cannot make the volume",
    example: 'PersistentVolumeClaim data: gets no volume of class fast: "quota of SSD storage exceeded"',
    explanation: "The provisioner of the class reported an error and tries again.",
    remedy: "Read its message.",
    recognised: "The latest of the events ProvisioningFailed and ProvisioningSucceeded about the claim is the failure.",
  },
  ProvisionerSilent: {
    severity: "warning",
    outlook: "may-heal",
    title: "Nobody makes the volume",
    example: "PersistentVolumeClaim data: gets no volume: provisioner ebs.csi.aws.com has not answered for over 30 s",
    explanation: "The class hands the work to a provisioner outside of Kubernetes, and that one has not said a word.",
    remedy: "Look whether the provisioner's Pods run (the CSI driver's controller).",
    recognised: "The event ExternalProvisioning, and no event of the provisioner within 30 s.",
  },
  ClaimLost: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The claim's volume is gone",
    example: "PersistentVolumeClaim data: has lost its PersistentVolume pvc-1f2e",
    explanation:
      "The PersistentVolume that the claim was bound to was deleted. What it stood for in the storage system may still be there.",
    remedy:
      "Look in the storage system for the data. Then delete the claim and create it anew, with a new PersistentVolume for the old storage or from a backup.",
    recognised: "status.phase is Lost.",
  },
  Resizing: {
    severity: "info",
    outlook: "waiting",
    title: "The volume grows",
    example: "PersistentVolumeClaim data: grows from 10Gi to 20Gi",
    explanation: "First the volume itself grows, then its file system, the latter while a Pod mounts it.",
    remedy: "Wait.",
    recognised: "The conditions Resizing or FileSystemResizePending, or less capacity than requested.",
  },
  VolumeResizeFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "The volume cannot grow",
    example: 'PersistentVolumeClaim data: cannot grow from 10Gi to 20Gi: "volume limit of the account reached"',
    explanation: "The storage system or the node refused to make the volume larger; it is tried again.",
    remedy: "Read the message. A smaller size that the system can give may be asked for instead.",
    recognised:
      "The conditions ControllerResizeError or NodeResizeError, or the event VolumeResizeFailed while less is there than asked for.",
  },
  VolumeReleased: {
    severity: "info",
    outlook: "suspended",
    title: "Its claim is gone, the data is kept",
    example: "PersistentVolume pv-1: claim data in prod is gone; the data is kept, and no other claim gets it (Retain)",
    explanation: "The reclaim policy Retain keeps the volume for whoever decides what becomes of the data.",
    remedy:
      "Delete the volume and what stores it, or remove spec.claimRef to let another claim have it, data included.",
    recognised: "status.phase is Released and the reclaim policy is Retain.",
  },
  VolumeFailed: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The volume cannot be reclaimed",
    example: 'PersistentVolume pv-1: cannot be reclaimed (Delete): "the disk is in use"',
    explanation: "The claim is gone, and what the reclaim policy asks for failed.",
    remedy: "Read the message; delete the volume by hand once its storage is gone.",
    recognised: "status.phase is Failed.",
  },
} as const satisfies Record<string, ReasonEntry>;
