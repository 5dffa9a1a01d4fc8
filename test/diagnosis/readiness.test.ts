import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { type Raw, at, merge, readinessProbe, podWith, running, told } from "../support/objects";
import { notFound, unhealthy } from "../support/web-pods";

describe("the readiness probe", () => {
  const probed = (probe: Raw, more: Raw = {}): Raw =>
    podWith(running({ ready: false }), { container: { readinessProbe: { ...readinessProbe, ...probe }, ...more } });
  const refused = 'Get "http://10.244.0.5:3000/": dial tcp 10.244.0.5:3000: connect: connection refused';
  const unreadySince = (second: number): readonly Raw[] => [
    { type: "PodScheduled", status: "True", lastTransitionTime: at(0) },
    ...["Ready", "ContainersReady"].map((type) => ({ type, status: "False", lastTransitionTime: at(second) })),
  ];
  type Row = readonly [string, readonly Raw[], number, string];
  test.each<Row>([
    [
      "answers 404 once",
      [probed({}), unhealthy("Readiness", notFound, 2)],
      3,
      "waiting AwaitingReadiness: container web runs, readiness GET :8080/ → 404 so far",
    ],
    [
      "answers 404 for good",
      [probed({}), unhealthy("Readiness", notFound, 4, { count: 3, firstTimestamp: at(2) })],
      5,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness GET :8080/ → 404: the path is wrong, not the port",
    ],
    [
      "answers 404 after it had passed: the path was right",
      [
        merge(probed({}), { status: { conditions: unreadySince(60) } }),
        unhealthy("Readiness", notFound, 62, { count: 3, firstTimestamp: at(58) }),
      ],
      63,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness GET :8080/ → 404: the program now says no",
    ],
    [
      "is refused after it had passed",
      [
        merge(probed({}), { status: { conditions: unreadySince(60) } }),
        unhealthy("Readiness", refused, 62, { count: 3, firstTimestamp: at(58) }),
      ],
      63,
      "may-heal ReadinessProbeFailing: not ready ← container web: nothing listens on 8080 any more: readiness GET :8080/ → connection refused",
    ],
    [
      "had passed in the instance before this one",
      [
        merge(probed({}), { status: { conditions: unreadySince(0) } }),
        unhealthy("Readiness", notFound, 4, { count: 3, firstTimestamp: at(2) }),
      ],
      5,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness GET :8080/ → 404: the path is wrong, not the port",
    ],
    [
      "wants a login",
      [
        probed({}),
        unhealthy("Readiness", "HTTP probe failed with statuscode: 403", 4, { count: 3, firstTimestamp: at(2) }),
      ],
      5,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness GET :8080/ → 403: the path wants a login",
    ],
    [
      "asks a port that nobody declares",
      [
        probed({ httpGet: { path: "/", port: 3000 } }),
        unhealthy("Readiness", refused, 4, { count: 3, firstTimestamp: at(2) }),
      ],
      5,
      "may-heal ReadinessProbeFailing: not ready ← container web: nothing listens on 3000 (readiness probe); it declares 8080",
    ],
    [
      "is refused while the program starts",
      [probed({}), unhealthy("Readiness", refused, 9, { count: 8, firstTimestamp: at(2) })],
      10,
      "waiting AwaitingReadiness: container web runs, readiness GET :8080/ → connection refused so far",
    ],
    [
      "is refused for too long",
      [probed({}), unhealthy("Readiness", refused, 16, { count: 15, firstTimestamp: at(2) })],
      17,
      "may-heal ReadinessProbeFailing: not ready ← container web: nothing listens on 8080: readiness GET :8080/ → connection refused",
    ],
    [
      "says 503 for too long",
      [probed({}), unhealthy("Readiness", "HTTP probe failed with statuscode: 503", 16, { count: 15 })],
      17,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness GET :8080/ → 503: the program says it is not ready",
    ],
    [
      "gets no answer",
      [
        probed({}),
        unhealthy(
          "Readiness",
          'Get "http://x/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
          16,
        ),
      ],
      17,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness GET :8080/ → no answer within 1 s (timeoutSeconds)",
    ],
    [
      "is TLS where HTTP is spoken",
      [
        probed({ httpGet: { path: "/", port: 8080, scheme: "HTTPS" } }),
        unhealthy("Readiness", 'Get "https://x/": http: server gave HTTP response to HTTPS client', 16),
      ],
      17,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness GET https :8080/ → plain HTTP, not HTTPS",
    ],
    [
      "is a command that fails",
      [
        probed({ httpGet: undefined, exec: { command: ["cat", "/tmp/ready"] } }),
        unhealthy("Readiness", "cat: can't open '/tmp/ready': No such file or directory\n", 16),
      ],
      17,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness exec cat /tmp/ready → \"cat: can't open '/tmp/ready': No such file or dir…\"",
    ],
    [
      "uses a port's name",
      [
        probed({ httpGet: undefined, tcpSocket: { port: "web" } }),
        unhealthy("Readiness", "dial tcp 10.1.1.1:8080: connect: connection refused", 16),
      ],
      17,
      "may-heal ReadinessProbeFailing: not ready ← container web: nothing listens on 8080: readiness TCP :8080 → connection refused",
    ],
    [
      "speaks gRPC",
      [
        probed({ httpGet: undefined, grpc: { port: 9090 } }, { ports: [] }),
        unhealthy("Readiness", 'service unhealthy (responded with "NOT_SERVING")', 16),
      ],
      17,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness gRPC :9090 → NOT_SERVING",
    ],
    [
      "does not pass and no event tells why",
      [probed({})],
      40,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness GET :8080/ does not pass",
    ],
    [
      "has not even begun",
      [probed({ initialDelaySeconds: 60 })],
      40,
      "waiting AwaitingReadiness: container web runs, readiness GET :8080/ not before 60 s after its start",
    ],
    [
      "can begin at any moment",
      [probed({ initialDelaySeconds: 60 })],
      58,
      "waiting AwaitingReadiness: container web runs, readiness GET :8080/ not passed yet",
    ],
    [
      "is a command that gets no answer itself, which is not the probe's time limit",
      [
        probed({ httpGet: undefined, exec: { command: ["pg_isready"] } }),
        unhealthy("Readiness", "connection to db timed out", 16),
      ],
      17,
      'may-heal ReadinessProbeFailing: not ready ← container web: readiness exec pg_isready → "connection to db timed out"',
    ],
    [
      "is a command that the kubelet stops",
      [
        probed({ httpGet: undefined, timeoutSeconds: 3, exec: { command: ["sleep", "5"] } }),
        unhealthy("Readiness", 'command timed out: "sleep 5" timed out after 3s', 16),
      ],
      20,
      "may-heal ReadinessProbeFailing: not ready ← container web: readiness exec sleep 5 → no answer within 3 s (timeoutSeconds)",
    ],
    [
      "failed before the present instance started",
      [
        podWith(running({ ready: false, restartCount: 1, state: { running: { startedAt: at(30) } } }), {
          container: { readinessProbe },
          metadata: { creationTimestamp: at(-9) },
        }),
        unhealthy("Readiness", notFound, 20, { count: 9 }),
      ],
      42,
      "waiting AwaitingReadiness: container web runs, readiness GET :8080/ not passed yet",
    ],
  ])("%s", (_, objects, seconds, expected) => {
    expect(told(look(objects, seconds))).toBe(`InProgress ${expected}`);
  });

  test("says when to look again although nothing changed", () => {
    expect(look([probed({ initialDelaySeconds: 20 })], 2).until).toBe(at(21).replace("Z", ".000Z"));
    expect(look([probed({}), unhealthy("Readiness", refused, 3)], 4).until).toBe(at(16).replace("Z", ".000Z"));
  });
});
