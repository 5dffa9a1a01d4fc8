import type { ReasonEntry } from "./reason-entry";

/** Reasons why a container does not come up or does not stay up. */
export const containerReasons = {
  ConfigMapNotFound: {
    severity: "warning",
    outlook: "may-heal",
    title: "ConfigMap missing",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods lack configuration ← ConfigMap settings does not exist in prod",
    explanation:
      "A container or volume refers to a ConfigMap that is not in the Pod's namespace. The kubelet looks again every few seconds.",
    remedy:
      "Create it, or correct the name; in a Pulumi program use the ConfigMap's metadata.name, so that it is created first.",
    recognised:
      "CreateContainerConfigError or the event FailedMount with the message that the configmap was not found.",
  },
  SecretNotFound: {
    severity: "warning",
    outlook: "may-heal",
    title: "Secret missing",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot mount a volume ← volume tls: Secret web-tls does not exist in prod",
    explanation:
      "A container or volume refers to a Secret that is not in the Pod's namespace. The kubelet looks again every few seconds.",
    remedy:
      "Create it, or correct the name; in a Pulumi program use the Secret's metadata.name, so that it is created first.",
    recognised: "CreateContainerConfigError or the event FailedMount with the message that the secret was not found.",
  },
  ConfigKeyNotFound: {
    severity: "warning",
    outlook: "may-heal",
    title: "Key missing in a ConfigMap or Secret",
    example: "Pod web-7c9f-x2k: lacks configuration ← ConfigMap settings has no key port",
    explanation: "The ConfigMap or Secret exists and has no such key.",
    remedy: "Add the key or correct its name; optional: true where the program can do without.",
    recognised: "CreateContainerConfigError or the event FailedMount that names a key or non-existent config key.",
  },
  RunAsNonRoot: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The image would run as root",
    example: "Pod web-7c9f-x2k: cannot start ← container web must not run as root, and its image does",
    explanation: "runAsNonRoot is set and the image's user is root, or is a name whose number is not known.",
    remedy: "Set runAsUser to a number other than 0, or give the image a numeric USER.",
    recognised: "CreateContainerConfigError with a message about runAsNonRoot.",
  },
  CreateContainerConfigError: {
    severity: "warning",
    outlook: "may-heal",
    title: "The container's configuration cannot be put together",
    example: "Pod web-7c9f-x2k: lacks configuration ← container web: invalid mount path",
    explanation: "The kubelet could not gather what the container's spec refers to.",
    remedy: "Read the message in the evidence.",
    recognised: "The container waits with CreateContainerConfigError and no better rule applies.",
  },
  CommandNotFound: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The command is not in the image",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods cannot start ← container web: /app/server is not in the image",
    explanation: "The first word of command (or the image's entrypoint) is no file in the image and not on its PATH.",
    remedy: 'Correct command and args: command takes a list, one word each; a shell line needs ["sh", "-c", …].',
    recognised:
      "StartError, RunContainerError or exit code 127/128 with the runtime's words executable file not found or no such file or directory.",
  },
  CommandNotExecutable: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The command may not be executed",
    example: "Pod web-7c9f-x2k: cannot start ← container web: no permission to run /app/run.sh",
    explanation: "The file is in the image and the container's user may not execute it, or it is a folder.",
    remedy: "chmod +x it in the image, or run it through its interpreter.",
    recognised: "StartError or RunContainerError with the runtime's words permission denied or is a directory.",
  },
  ExecFormatError: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The program is built for another CPU",
    example: "Pod web-7c9f-x2k: crashes ← container web: built for another CPU architecture (exec format error)",
    explanation:
      "The node cannot run the program's file: the image is built for another architecture, or a script does not name its interpreter in the first line.",
    remedy: "Build for the nodes' architecture, or select nodes with kubernetes.io/arch.",
    recognised: "The words exec format error in the runtime's message or in the container's log.",
  },
  CreateContainerError: {
    severity: "warning",
    outlook: "may-heal",
    title: "The container cannot be created",
    example: 'Pod web-7c9f-x2k: cannot start ← container web: the runtime refuses: "name is reserved"',
    explanation: "The container runtime refused to create or start the container.",
    remedy: "Read the runtime's message in the evidence.",
    recognised:
      "The container waits with CreateContainerError, RunContainerError or the like and no better rule applies.",
  },
  PostStartHookFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "The hook after its start fails",
    example: 'Pod web-7c9f-x2k: cannot start ← container web: postStart hook failed: exit 7: "no cache"',
    explanation:
      "lifecycle.postStart runs in the container right after its start. It failed, so the kubelet kills the container and starts it again, with pauses that double from 10 s up to 5 min. The program itself may be well.",
    remedy:
      "Run the hook's command in the container by hand. It may come before the program is up: let it wait for that, or do its work in an init container or in the program.",
    recognised:
      "The container waits with PostStartHookError; in the pauses, the event FailedPostStartHook in the life of an instance that was killed or ended well (0, 137, 143).",
  },
  CrashLoopBackOff: {
    severity: "error",
    outlook: "may-heal",
    title: "The container ends by itself, again and again",
    example:
      'Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods crash ← container web exited 3: "panic: cannot connect to db"',
    explanation:
      "The program in the container ended. The kubelet starts it again, with pauses that double from 10 s up to 5 min. It heals by itself only if what the program lacks appears.",
    remedy: "Read the log of the instance that ended (kubectl logs --previous): the telling line is in the headline.",
    recognised:
      "The container is terminated, waits with CrashLoopBackOff, or was restarted and has not yet run longer than its last instance did.",
  },
  ContainerCompleted: {
    severity: "error",
    outlook: "will-not-heal",
    title: "The container ends although it should keep running",
    example:
      "Deployment web: 0 of 1 Pod ready ← 1 of 1 Pod does not keep running ← container web ended with exit 0: nothing keeps it running",
    explanation: "The program did its work and ended with exit code 0. In a Deployment it is started again for ever.",
    remedy: "Run a program that stays in the foreground, or use a Job for work that ends.",
    recognised: "As CrashLoopBackOff, with exit code 0 and restartPolicy Always.",
  },
  OOMKilled: {
    severity: "error",
    outlook: "may-heal",
    title: "Killed: more memory than its limit",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods crash ← container web needs more than its memory limit of 16Mi (OOMKilled)",
    explanation:
      "The container reached its memory limit and the kernel killed it. It happens again whenever it needs as much.",
    remedy: "Raise resources.limits.memory, or make the program use less (heap settings).",
    recognised:
      "The last instance ended with reason OOMKilled, or was killed (137) with a memory limit and no probe that failed.",
  },
  InitContainerFailed: {
    severity: "error",
    outlook: "may-heal",
    title: "An init container fails",
    example:
      'Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods fail to initialize ← init container migrate exited 1: "duplicate column"; web has not started',
    explanation:
      "The Pod's own containers start only after every init container has ended with exit code 0. The kubelet tries again.",
    remedy: "Read the init container's log: kubectl logs -c NAME --previous.",
    recognised: "An init container is terminated with another code than 0 or waits with CrashLoopBackOff.",
  },
  Restarting: {
    severity: "warning",
    outlook: "may-heal",
    title: "Ready this moment, but it does not stay up",
    example:
      "Deployment web: 0 of 2 Pods stay up ← 2 of 2 Pods restart again and again ← container web is killed: liveness GET :8080/dead → 404",
    explanation:
      "The Pod counts as ready between two restarts. Its present instance has not run longer than the ones before.",
    remedy: "See why the last instance ended: the next link of the chain says so.",
    recognised:
      "At least two restarts in this operation (one when a liveness probe killed it, or when there is no readiness probe) and the present instance is younger than the time the probes need to kill it, the last instance's life, or 10 s.",
  },
  LivenessProbeFailing: {
    severity: "error",
    outlook: "may-heal",
    title: "Killed by its liveness probe",
    example:
      "Service web: no ready endpoints ← 2 of 2 Pods restart again and again ← container web is killed: liveness GET :8080/dead → 404",
    explanation:
      "The liveness probe failed failureThreshold times in a row, so the kubelet stops the container and starts it again.",
    remedy: "Correct the probe's path or port, or give the program more time (a startupProbe for slow starts).",
    recognised:
      "Events Unhealthy (Liveness probe failed) and Killing about the container, and its last instance ended in that time.",
  },
  LivenessKillAhead: {
    severity: "warning",
    outlook: "unknown",
    title: "Hint: ready, and its liveness probe is about to have it killed",
    example: "Pod web-7c9f-x2k: container web is about to be killed: liveness GET :8080/dead → 404",
    explanation:
      "The Pod is ready, so the rollout counts as done, and its liveness probe fails. If it fails failureThreshold times in a row, the kubelet kills the container, and what looked ready restarts again and again.",
    remedy:
      "Correct the probe's path or port before that: the kill comes failureThreshold × periodSeconds after the first failure.",
    recognised:
      "The Pod is Ready, and events Unhealthy (Liveness probe failed) of its container's present instance are at least two, known from the first, and follow each other without a gap until now. A single failure is not told, nor is one of long ago.",
  },
  StartupProbeFailing: {
    severity: "error",
    outlook: "may-heal",
    title: "Killed by its startup probe",
    example:
      "Pod web-7c9f-x2k: restarts again and again ← container web is killed: startup GET :8080/ → connection refused",
    explanation:
      "The program did not pass its startup probe within failureThreshold × periodSeconds, so the kubelet stops it and starts it again.",
    remedy: "Correct the probe's path or port, or raise failureThreshold.",
    recognised:
      "Events Unhealthy (Startup probe failed) and Killing about the container, and its last instance ended in that time.",
  },
  ReadinessProbeFailing: {
    severity: "warning",
    outlook: "may-heal",
    title: "The readiness probe fails",
    example:
      "Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods not ready ← container web: readiness GET :8080/healthz → 404: the path is wrong, not the port",
    explanation:
      "The container runs and does not pass its readiness probe, so it gets no traffic. An answer such as 404 means that the program listens; connection refused means that nothing does on that port.",
    remedy: "Compare the probe's path and port with what the program serves.",
    recognised:
      "The container runs and is not ready, with at least failureThreshold events Unhealthy (Readiness probe failed) since it started; except for 4xx answers and undeclared ports it gets 15 s first. Where the Pod became unready only after the container's start, the probe had passed before: then the program is told, not path and port.",
  },
} as const satisfies Record<string, ReasonEntry>;
