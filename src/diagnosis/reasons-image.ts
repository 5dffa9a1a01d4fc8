import type { ReasonEntry } from "./reason-entry";

/** Reasons why an image does not get onto the node. */
export const imageReasons = {
  ImageNotFound: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The image does not exist",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot pull an image ← image lab.local/web:nope does not exist",
    explanation: "The registry was reached and knows no such repository, tag or digest.",
    remedy: "Correct the image name or push the image. It will not appear by waiting.",
    recognised:
      "The container waits with ErrImagePull or ImagePullBackOff and the runtime's message says not found or manifest unknown.",
  },
  ImageDenied: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The registry refuses access to the image",
    example: "Pod web-7c9f-x2k: cannot pull an image ← registry denies ghcr.io/acme/web:1.5",
    explanation:
      "The registry asks for credentials and got none, or wrong ones. Some registries answer the same for a repository that does not exist.",
    remedy:
      "Give the Pod or its service account an imagePullSecret that is in the same namespace and right for this registry; check the name.",
    recognised: "The pull's message says unauthorized, denied, forbidden, 401 or 403.",
  },
  ImagePullSecretNotFound: {
    severity: "error",
    outlook: "may-heal",
    title: "The login for the registry is not there",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot pull an image ← imagePullSecret regcred not found; registry denies ghcr.io/acme/web:1.5",
    explanation:
      "The Pod names imagePullSecrets, the kubelet found one of them missing, and the registry refused the pull without it. The kubelet tries again: it heals when the Secret is created.",
    remedy:
      "Create the Secret (type kubernetes.io/dockerconfigjson) in the Pod's namespace: Secrets of other namespaces do not count. Or correct its name in imagePullSecrets of the Pod template or of its service account.",
    recognised:
      "The event FailedToRetrieveImagePullSecret, not older than the pull by more than 30 s, and a pull that the registry denied.",
  },
  ImageRateLimited: {
    severity: "warning",
    outlook: "may-heal",
    title: "The registry limits the number of pulls",
    example: "Pod web-7c9f-x2k: cannot pull an image ← registry limits pulls of nginx:1.27 (429)",
    explanation:
      "Too many pulls came from this address or account in a short time. The kubelet tries again with growing pauses.",
    remedy: "Wait, pull with an account, or use a mirror.",
    recognised: "The pull's message says 429, toomanyrequests or pull rate limit.",
  },
  RegistryNameUnresolved: {
    severity: "warning",
    outlook: "may-heal",
    title: "The registry's name is not known",
    example: "Pod web-7c9f-x2k: cannot pull an image ← registry registry.lcoal is not known to the node's DNS",
    explanation:
      "The node's DNS has no address for the registry: a typing mistake in the image name, or a DNS failure on the node.",
    remedy: "Check the host part of the image name, then the node's resolver.",
    recognised: "The pull's message says no such host, server misbehaving or failure in name resolution.",
  },
  RegistryTlsFailed: {
    severity: "error",
    outlook: "will-not-heal",
    title: "No trusted connection to the registry",
    example: "Pod web-7c9f-x2k: cannot pull an image ← registry reg.corp:5000: certificate is not trusted",
    explanation:
      "The registry's certificate is not trusted by the node or has another name, or the registry speaks plain HTTP.",
    remedy: "Install the registry's CA on the nodes, or configure the runtime for a plain-HTTP registry.",
    recognised: 'The pull\'s message says x509, tls or "server gave HTTP response to HTTPS client".',
  },
  RegistryUnreachable: {
    severity: "warning",
    outlook: "may-heal",
    title: "The registry cannot be reached",
    example: "Pod web-7c9f-x2k: cannot pull an image ← registry reg.corp:5000: connection refused",
    explanation: "The node got no answer from the registry, or an internal error (5xx).",
    remedy:
      "Check that the registry runs and that nodes can reach it (firewall, proxy). The kubelet tries again with growing pauses.",
    recognised: "The pull's message says connection refused, timeout, no route, connection reset, EOF or a status 5xx.",
  },
  InvalidImageName: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The image name is not valid",
    example: "Pod web-7c9f-x2k: cannot pull an image ← Web:1 is no valid image name",
    explanation:
      "The name cannot be parsed: capital letters, spaces, a missing part, or a variable that was never replaced.",
    remedy: "Correct the name: [host/]path[:tag][@digest], lower case.",
    recognised: "The container waits with InvalidImageName.",
  },
  ErrImageNeverPull: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The image is not on the node and may not be pulled",
    example:
      "Pod web-7c9f-x2k: cannot pull an image ← lab.local/web:2 is not on the node, and imagePullPolicy is Never",
    explanation: "imagePullPolicy Never uses only what is on the node already.",
    remedy: "Load the image onto the node, or use IfNotPresent.",
    recognised: "The container waits with ErrImageNeverPull.",
  },
  ImagePlatformMissing: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The image is not built for the node's architecture",
    example: "Pod web-7c9f-x2k: cannot pull an image ← acme/web:1.5 is not built for the node's platform",
    explanation: "The image exists, but not for the node's operating system and CPU architecture.",
    remedy: "Build for the nodes' platforms (docker buildx build --platform), or select nodes with kubernetes.io/arch.",
    recognised: "The pull's message says that there is no match for the platform in the manifest.",
  },
  DiskFull: {
    severity: "error",
    outlook: "may-heal",
    title: "The node's disk is full",
    example: "Pod web-7c9f-x2k: cannot pull an image ← no space left on the node for acme/web:1.5",
    explanation: "The image does not fit on the node's disk. The kubelet deletes unused images from time to time.",
    remedy: "Free space or use nodes with larger disks.",
    recognised: "The pull's message says no space left on device.",
  },
  ImagePullBackOff: {
    severity: "warning",
    outlook: "may-heal",
    title: "The image cannot be pulled",
    example: "Pod web-7c9f-x2k: cannot pull an image ← acme/web:1.5: pull failed",
    explanation:
      "Pulling failed for a reason that the runtime's message does not make clear. The kubelet tries again with growing pauses.",
    remedy: "Read the message in the evidence.",
    recognised:
      "The container waits with ErrImagePull, ImagePullBackOff, ImageInspectError, RegistryUnavailable or SignatureValidationFailed and no better rule applies.",
  },
} as const satisfies Record<string, ReasonEntry>;
