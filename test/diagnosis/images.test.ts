import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { type Raw, at, podWith, waiting, podEvent, told } from "../support/objects";

describe("images that cannot be pulled", () => {
  const pull = (message: string, image = "reg.corp:5000/acme/web:1.5"): readonly Raw[] => [
    podWith(waiting("ImagePullBackOff", `Back-off pulling image "${image}"`), {
      phase: "Pending",
      container: { image },
    }),
    podEvent("Failed", `Failed to pull image "${image}": ${message}`, 3),
    podEvent("Failed", "Error: ErrImagePull", 3),
  ];
  const failed = "failed to pull and unpack image: failed to resolve reference: ";
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "no such tag",
      pull(`rpc error: code = NotFound desc = ${failed}reg.corp:5000/acme/web:1.5: not found`),
      "will-not-heal ImageNotFound: cannot pull an image ← image reg.corp:5000/acme/web:1.5 does not exist",
    ],
    [
      "not allowed",
      pull(`${failed}unexpected status from HEAD request: 401 Unauthorized`),
      "will-not-heal ImageDenied: cannot pull an image ← registry denies reg.corp:5000/acme/web:1.5",
    ],
    [
      "not allowed, and the Secret for it is not there",
      [
        ...pull(`${failed}unexpected status from HEAD request: 401 Unauthorized`),
        podEvent(
          "FailedToRetrieveImagePullSecret",
          "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
          3,
        ),
      ],
      "may-heal ImagePullSecretNotFound: cannot pull an image ← imagePullSecret regcred not found; registry denies reg.corp:5000/acme/web:1.5",
    ],
    [
      "not allowed, and the Secret for it was missing only long ago",
      [
        ...pull(`${failed}unexpected status from HEAD request: 401 Unauthorized`).slice(0, 1),
        podEvent("FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (regcred)", 3),
        podEvent("Failed", `Failed to pull image "reg.corp:5000/acme/web:1.5": ${failed}401 Unauthorized`, 90),
      ],
      "will-not-heal ImageDenied: cannot pull an image ← registry denies reg.corp:5000/acme/web:1.5",
    ],
    [
      "absent, whatever Secrets are",
      [
        ...pull(`rpc error: code = NotFound desc = ${failed}reg.corp:5000/acme/web:1.5: not found`),
        podEvent("FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (regcred)", 3),
      ],
      "will-not-heal ImageNotFound: cannot pull an image ← image reg.corp:5000/acme/web:1.5 does not exist",
    ],
    [
      "absent or not allowed",
      pull(
        "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
      ),
      "will-not-heal ImageDenied: cannot pull an image ← image reg.corp:5000/acme/web:1.5 does not exist, or needs a login",
    ],
    [
      "too many pulls",
      pull(`${failed}unexpected status: 429 Too Many Requests`),
      "may-heal ImageRateLimited: cannot pull an image ← registry limits pulls of reg.corp:5000/acme/web:1.5 (429)",
    ],
    [
      "unknown host",
      pull(
        `${failed}failed to do request: Head "https://reg.corp:5000/v2/": dial tcp: lookup reg.corp on 10.0.0.1:53: no such host`,
      ),
      "may-heal RegistryNameUnresolved: cannot pull an image ← registry reg.corp:5000 is not known to the node's DNS",
    ],
    [
      "untrusted certificate",
      pull(`${failed}tls: failed to verify certificate: x509: certificate signed by unknown authority`),
      "will-not-heal RegistryTlsFailed: cannot pull an image ← registry reg.corp:5000: certificate is not trusted",
    ],
    [
      "plain HTTP",
      pull(`${failed}http: server gave HTTP response to HTTPS client`),
      "will-not-heal RegistryTlsFailed: cannot pull an image ← registry reg.corp:5000: speaks plain HTTP",
    ],
    [
      "nobody listens",
      pull(`${failed}dial tcp 10.0.0.9:5000: connect: connection refused`),
      "may-heal RegistryUnreachable: cannot pull an image ← registry reg.corp:5000: connection refused",
    ],
    [
      "no answer",
      pull(`${failed}dial tcp 10.0.0.9:5000: i/o timeout`),
      "may-heal RegistryUnreachable: cannot pull an image ← registry reg.corp:5000: no answer in time",
    ],
    [
      "broken registry",
      pull("pulling from host 127.0.0.1:5000 failed with status code [manifests 1]: 503 Service Unavailable"),
      "may-heal RegistryUnreachable: cannot pull an image ← registry reg.corp:5000: 503 Service Unavailable",
    ],
    [
      "other architecture",
      pull("no match for platform in manifest: not found"),
      "will-not-heal ImagePlatformMissing: cannot pull an image ← reg.corp:5000/acme/web:1.5 is not built for the node's platform",
    ],
    [
      "disk full",
      pull("failed to copy: write /var/lib: no space left on device"),
      "may-heal DiskFull: cannot pull an image ← no space left on the node for reg.corp:5000/acme/web:1.5",
    ],
    [
      "a name that reads like a cause",
      pull("something else went wrong here, nobody knows what", "acme/denied-403:not-found"),
      "may-heal ImagePullBackOff: cannot pull an image ← container web: acme/denied-403:not-found cannot be pulled",
    ],
    [
      "invalid name",
      [podWith(waiting("InvalidImageName", "couldn't parse image"), { container: { image: "Web:1" } })],
      "will-not-heal InvalidImageName: cannot pull an image ← Web:1 is no valid image name",
    ],
    [
      "never pulled",
      [podWith(waiting("ErrImageNeverPull", "Container image is not present"), { container: { image: "web:9" } })],
      "will-not-heal ErrImageNeverPull: cannot pull an image ← web:9 is not on the node, and imagePullPolicy is Never",
    ],
    [
      "the waiting state tells it all",
      [
        podWith(
          waiting(
            "ImagePullBackOff",
            'Back-off pulling image "nginx:nope": ErrImagePull: docker.io/library/nginx:nope: not found',
          ),
          { container: { image: "nginx:nope" } },
        ),
      ],
      "will-not-heal ImageNotFound: cannot pull an image ← image nginx:nope does not exist",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toContain(`InProgress ${expected}`);
  });

  test("an event of an earlier operation does not explain the present failure", () => {
    const [, ...events] = pull("rpc error: code = NotFound desc = not found");
    const objects = [
      podWith(waiting("ImagePullBackOff", "Back-off pulling image"), { container: { image: "a/b:1" } }),
      ...events,
    ];
    expect(look(objects, 5, { started: at(4) }).reason).toBe("ImagePullBackOff");
  });
});
