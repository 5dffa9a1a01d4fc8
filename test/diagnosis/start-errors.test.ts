import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import { type Raw, moment, podWith, waiting, ended, type SnapshotOptions, snapshotOf, told } from "../support/objects";

/** The diagnosis of a Pod and the events about it, so many seconds after the start. */
function look(objects: readonly Raw[], seconds = 5, options: SnapshotOptions = {}): Diagnosis {
  return diagnose(snapshotOf(objects, options), moment(seconds));
}

describe("commands that do not start", () => {
  const start = (words: string): readonly Raw[] => [
    podWith(
      waiting("CrashLoopBackOff", "back-off 10s restarting failed container=web", {
        restartCount: 1,
        lastState: { terminated: ended(128, { reason: "StartError", message: words }) },
      }),
    ),
  ];
  const oci =
    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ";
  test.each<readonly [string, string, string]>([
    [
      "not in the image",
      `${oci}exec: "/app/server": stat /app/server: no such file or directory`,
      "will-not-heal CommandNotFound: cannot start ← container web: /app/server is not in the image",
    ],
    [
      "not on the PATH",
      `${oci}exec: "serve": executable file not found in $PATH`,
      "will-not-heal CommandNotFound: cannot start ← container web: serve is not in the image",
    ],
    [
      "not executable",
      `${oci}exec: "/run.sh": permission denied`,
      "will-not-heal CommandNotExecutable: cannot start ← container web: no permission to run /run.sh",
    ],
    [
      "a folder",
      `${oci}exec: "/tmp": is a directory`,
      "will-not-heal CommandNotExecutable: cannot start ← container web: /tmp is a folder",
    ],
    [
      "for another CPU",
      `${oci}exec /app: exec format error`,
      "will-not-heal ExecFormatError: cannot start ← container web: its command is built for another CPU architecture",
    ],
    [
      "something else",
      `${oci}cgroup is gone`,
      'may-heal CreateContainerError: cannot start ← container web: the runtime refuses: "error during container init: cgroup is gone"',
    ],
  ])("%s", (_, words, expected) => {
    expect(told(look(start(words)))).toBe(`InProgress ${expected}`);
  });

  test("a name that the runtime has reserved", () => {
    expect(
      told(look([podWith(waiting("CreateContainerError", 'context deadline exceeded: name "x" is reserved'))])),
    ).toContain("CreateContainerError: cannot start ← container web: the runtime refuses");
  });
});
