import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { type Raw, at, podEvent, podWith, running, waiting, ended, told } from "../support/objects";

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

describe("a hook after the start that fails", () => {
  const hooked: Raw = { lifecycle: { postStart: { exec: { command: ["sh", "-c", "warm-up"] } } } };
  const words = (error: string): string =>
    `Exec lifecycle hook ([sh -c warm-up]) for Container "web" in Pod "web_prod(1)" failed - error: ${error}`;
  const failing = (error: string, end: Raw = ended(0)): Raw =>
    podWith(waiting("PostStartHookError", words(error), { lastState: { terminated: end } }), { container: hooked });
  const backOff = (end: Raw, spec: Raw = hooked): Raw =>
    podWith(
      waiting("CrashLoopBackOff", "back-off 10s restarting failed container=web", {
        restartCount: 1,
        lastState: { terminated: end },
      }),
      { container: spec },
    );
  const failed = (time: number): Raw => podEvent("FailedPostStartHook", "PostStartHook failed", time);
  const notFound = 'Get "http://10.1.1.1:8080/warm": HTTP probe failed with statuscode: 404';
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "says with which code, and its last words",
      [failing("command 'sh -c warm-up' exited with 7: , message: \"starting\\nno cache\\n\""), failed(1)],
      'may-heal PostStartHookFailed: cannot start ← container web: postStart hook failed: exit 7: "no cache"',
    ],
    [
      "was a request that got no good answer",
      [failing(notFound)],
      "may-heal PostStartHookFailed: cannot start ← container web: postStart hook failed: HTTP probe failed with statuscode: 404",
    ],
    [
      "is known in the back-off by its event, and what it runs by the spec",
      [backOff(ended(0)), failed(2)],
      "may-heal PostStartHookFailed: cannot start ← container web: postStart hook failed: exec sh -c warm-up",
    ],
    [
      "is known between two starts, when its event is of the later one",
      [backOff(ended(137)), failed(12)],
      "may-heal PostStartHookFailed: cannot start ← container web: postStart hook failed: exec sh -c warm-up",
    ],
    [
      "is known while the next instance runs",
      [
        podWith(
          running({
            ready: false,
            restartCount: 1,
            state: { running: { startedAt: at(4) } },
            lastState: { terminated: ended(0) },
          }),
          { container: hooked },
        ),
        failed(2),
      ],
      "may-heal PostStartHookFailed: cannot start ← container web: postStart hook failed: exec sh -c warm-up",
    ],
    [
      "fails since the program has ended by itself: that is the cause",
      [failing("container not running", ended(3)), failed(2)],
      "may-heal CrashLoopBackOff: crashes ← container web exited 3",
    ],
    [
      "is not there any more",
      [backOff(ended(0, { startedAt: at(60), finishedAt: at(61) }), {}), failed(2)],
      "will-not-heal ContainerCompleted: does not keep running ← container web ended with exit 0: nothing keeps it running",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(`InProgress ${expected}`);
  });
  test("what to type shows the hook", () => {
    expect(look([backOff(ended(0)), failed(2)]).because[0]?.actions[0]?.command).toBe(
      "kubectl -n prod get pod web-1-a -o 'jsonpath={.spec.containers[?(@.name==\"web\")].lifecycle.postStart}'",
    );
  });
});
