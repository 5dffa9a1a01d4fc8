import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { type Raw, podWith, waiting, podEvent, told } from "../support/objects";

type Row = readonly [name: string, objects: readonly Raw[], seconds: number, expected: string];

describe("configuration and volumes that are missing", () => {
  const config = (message: string): readonly Raw[] => [podWith(waiting("CreateContainerConfigError", message))];
  const mount = (message: string, seconds = 1, patch: Raw = {}): readonly Raw[] => [
    podWith(waiting("ContainerCreating"), { phase: "Pending" }),
    podEvent("FailedMount", message, seconds, patch),
  ];
  test.each<Row>([
    [
      "a ConfigMap",
      config('configmap "settings" not found'),
      5,
      "InProgress may-heal ConfigMapNotFound: lacks configuration ← ConfigMap settings does not exist in prod",
    ],
    [
      "a Secret",
      config('secret "db" not found'),
      5,
      "InProgress may-heal SecretNotFound: lacks configuration ← Secret db does not exist in prod",
    ],
    [
      "a key",
      config("couldn't find key port in ConfigMap prod/settings"),
      5,
      "InProgress may-heal ConfigKeyNotFound: lacks configuration ← ConfigMap settings has no key port",
    ],
    [
      "root is not allowed",
      config('container has runAsNonRoot and image will run as root (pod: "web", container: web)'),
      5,
      "InProgress will-not-heal RunAsNonRoot: cannot start ← container web must not run as root, and its image does",
    ],
    [
      "a user without a number",
      config("container has runAsNonRoot and image has non-numeric user (nginx), cannot verify user is non-root"),
      5,
      "InProgress will-not-heal RunAsNonRoot: cannot start ← container web must not run as root, and its image's user nginx is no number",
    ],
    [
      "something else",
      config("failed to prepare subPath for volumeMount"),
      5,
      "InProgress may-heal CreateContainerConfigError: lacks configuration ← container web: failed to prepare subPath for volumeMount",
    ],
    [
      "the kubelet's cache lags",
      config("failed to sync configmap cache: timed out waiting for the condition"),
      5,
      "InProgress waiting Preparing: volumes and network are being set up on node lab",
    ],
    [
      "a mounted Secret",
      mount('MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found'),
      2,
      "InProgress may-heal SecretNotFound: cannot mount a volume ← volume tls: Secret web-tls does not exist in prod",
    ],
    [
      "a mounted key",
      mount('MountVolume.SetUp failed for volume "c" : configmap references non-existent config key: port'),
      2,
      "InProgress may-heal ConfigKeyNotFound: cannot mount a volume ← volume c: ConfigMap has no key port",
    ],
    [
      "a namespace so new that its CA is missing",
      mount('MountVolume.SetUp failed for volume "kube-api-access-x" : configmap "kube-root-ca.crt" not found'),
      2,
      "InProgress waiting Preparing: volumes and network are being set up on node lab",
    ],
    [
      "a mount that failed once",
      mount('MountVolume.SetUp failed for volume "d" : rpc error: no such device'),
      2,
      "InProgress waiting Preparing: volumes and network are being set up on node lab",
    ],
    [
      "a mount that keeps failing",
      mount('MountVolume.SetUp failed for volume "d" : rpc error: no such device', 1, { count: 3 }),
      2,
      'InProgress may-heal FailedMount: cannot mount a volume ← volume d: "rpc error: no such device"',
    ],
    [
      "a volume on another node",
      [
        podWith(waiting("ContainerCreating")),
        podEvent(
          "FailedAttachVolume",
          'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0',
          1,
          { count: 3 },
        ),
      ],
      2,
      "InProgress may-heal FailedAttachVolume: cannot mount a volume ← volume pvc-1: still attached to another node (Multi-Attach)",
    ],
    [
      "no network",
      [
        podWith(waiting("ContainerCreating")),
        podEvent(
          "FailedCreatePodSandBox",
          'Failed to create pod sandbox: rpc error: plugin type="bridge" failed (add): no IP addresses available in range set',
          1,
          { count: 2 },
        ),
      ],
      2,
      "InProgress may-heal FailedCreatePodSandBox: cannot start ← sandbox on node lab: \"plugin type='bridge' failed (add): no IP addresses available in range…\"",
    ],
    [
      "a mount that works again",
      [
        ...mount('MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found'),
        podEvent("Pulling", "Pulling image", 4),
      ],
      5,
      "InProgress waiting Pulling: pulling lab.local/web:1",
    ],
  ])("%s", (_, objects, seconds, expected) => {
    expect(told(look(objects, seconds))).toBe(expected);
  });
});
