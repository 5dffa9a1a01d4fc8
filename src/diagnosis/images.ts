import type { Event } from "../objects";
import { concerns, eventEvidence, latestEvent, shorten } from "./events";
import { kubectl } from "./kubectl";
import { titleOf, type ContainerView, type PodView, type Trouble } from "./pod-view";
import type { Reason } from "./reasons";
import { containerEvidence } from "./container-evidence";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { listed, phrase } from "./wording";

const imageStates: ReadonlySet<string> = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);

/** How each cause is recognised in the runtime's words; the first that fits counts. */
const signs: readonly (readonly [Reason, RegExp])[] = [
  ["ImageRateLimited", /\b429\b|too ?many ?requests|pull rate limit/i],
  ["RegistryTlsFailed", /x509:|\btls:|certificate|server gave HTTP response to HTTPS client/i],
  ["RegistryNameUnresolved", /no such host|server misbehaving|name resolution|lookup \S+( on \S+)?: /i],
  ["ImagePlatformMissing", /no match for platform|no matching manifest/i],
  ["DiskFull", /no space left on device/i],
  [
    "ImageDenied",
    /unauthorized|access denied|authorization failed|\bdenied\b|forbidden|\b40[13]\b|no basic auth credentials/i,
  ],
  [
    "RegistryUnreachable",
    /connection refused|i\/o timeout|no route to host|network is unreachable|connection reset|deadline exceeded|\bEOF\b|status[^\n]{0,200}\b5\d\d\b|Client\.Timeout/i,
  ],
  ["ImageNotFound", /not found|manifest unknown|NotFound|does not exist|name unknown/i],
  ["InvalidImageName", /couldn't parse image|invalid reference format|repository name must be/i],
];

/** The image cannot be had: told apart by the runtime's own message, from the state or the Failed event. */
export function imageTrouble(view: PodView, container: ContainerView): Trouble | undefined {
  const waiting = container.status?.state.waiting;
  if (waiting?.reason === undefined || !imageStates.has(waiting.reason)) return undefined;
  const { pod, events } = view;
  const event = pullFailure(events, container);
  const words = `${waiting.message ?? ""}\n${event?.message ?? ""}`;
  const image = container.spec.image ?? container.status?.image ?? "";
  const state = classify(waiting.reason, withoutName(shorten(words), image));
  const secrets = state === "ImageDenied" ? lostSecrets(view, event) : [];
  const reason = secrets.length === 0 ? state : "ImagePullSecretNotFound";
  const said = sentence(state, image, words, container);
  const { namespace, name } = pod.metadata;
  return {
    symptom: "image",
    cause: verdict(pod, reason, secrets.length === 0 ? said : `${secretWords(secrets)} not found; ${said}`, {
      since: timeOf(event?.firstTime),
      evidence: [containerEvidence(view, container), ...(event === undefined ? [] : [eventEvidence(pod, event)])],
      actions: [
        ...(secrets.length > 0
          ? [{ text: "see whether it exists, and its type", command: kubectl(namespace, "get", "secret", ...secrets) }]
          : []),
        { text: "see the image and the pull's message", command: kubectl(namespace, "describe", "pod", name) },
        ...(reason === "ImageDenied"
          ? [
              {
                text: "see which pull secrets the Pod has",
                command: kubectl(namespace, "get", "pod", name, "-o", "jsonpath={.spec.imagePullSecrets}"),
              },
            ]
          : []),
      ],
    }),
  };
}

/** So long before a pull the kubelet may have told of the Secrets for it. */
const secretMs = 30_000;

/** The imagePullSecrets that the kubelet did not find before this pull. Source: getPullSecretsForPod of pkg/kubelet. */
function lostSecrets({ pod, events }: PodView, pull: Event | undefined): readonly string[] {
  const event = latestEvent(events, "FailedToRetrieveImagePullSecret");
  const told = timeOf(event?.lastTime);
  const pulled = timeOf(pull?.lastTime);
  if (event === undefined || (told !== undefined && pulled !== undefined && told < pulled - secretMs)) return [];
  const names = /image pull secrets \(([^)]{1,1000})\)/.exec(event.message)?.[1]?.split(", ");
  return names ?? pod.spec.imagePullSecrets;
}

const secretWords = (names: readonly string[]): string =>
  `imagePullSecret${names.length === 1 ? "" : "s"} ${listed(names, 2)}`;

/** The event with the detail: "Failed to pull image …", not the later "Error: ErrImagePull". */
function pullFailure(events: readonly Event[], { spec }: ContainerView): Event | undefined {
  const own = events.filter((event) => concerns(event, spec.name));
  return (
    own.findLast(({ reason, message }) => reason === "Failed" && /pull/i.test(message) && message.length > 40) ??
    latestEvent(own, "InspectFailed", "ErrImageNeverPull")
  );
}

/** An image's own name must not be taken for the registry's words: "acme/denied:403". */
function withoutName(words: string, image: string): string {
  const bare = image.replace(/[:@][^/]*$/, "");
  return [image, bare].reduce((text, name) => (name === "" ? text : text.replaceAll(name, "")), words);
}

function classify(state: string, words: string): Reason {
  if (state === "InvalidImageName" || state === "ErrImageNeverPull") return state;
  return signs.find(([, sign]) => sign.test(words))?.[0] ?? "ImagePullBackOff";
}

function sentence(reason: Reason, image: string, words: string, container: ContainerView): string {
  const registry = `registry ${registryOf(image)}`;
  switch (reason) {
    case "ImageNotFound":
      return `image ${image} does not exist`;
    case "ImageDenied":
      if (/does not exist or may require authorization/.test(words))
        return `image ${image} does not exist, or needs a login`;
      return `registry denies ${image}`;
    case "ImageRateLimited":
      return `registry limits pulls of ${image} (429)`;
    case "RegistryNameUnresolved":
      return `${registry} is not known to the node's DNS`;
    case "RegistryTlsFailed":
      return `${registry}: ${/HTTP response to HTTPS/.test(words) ? "speaks plain HTTP" : "certificate is not trusted"}`;
    case "RegistryUnreachable":
      return `${registry}: ${refusal(words)}`;
    case "InvalidImageName":
      return `${image === "" ? "empty text" : image} is no valid image name`;
    case "ErrImageNeverPull":
      return `${image} is not on the node, and imagePullPolicy is Never`;
    case "ImagePlatformMissing":
      return `${image} is not built for the node's platform`;
    case "DiskFull":
      return `no space left on the node for ${image}`;
    default:
      return `${titleOf(container)}: ${image} cannot be pulled: ${phrase(lastClause(words))}`;
  }
}

function refusal(words: string): string {
  const known =
    /connection refused|no route to host|network is unreachable|connection reset|\b5\d\d [A-Z][\w ]{2,30}|\bEOF\b/i.exec(
      words,
    )?.[0];
  return known === undefined ? "no answer in time" : phrase(known, 40);
}

/** The registry's host in an image name; Docker Hub's for a name without one. */
function registryOf(image: string): string {
  const [first, ...rest] = image.split("/");
  const isHost = rest.length > 0 && first !== undefined && (/[.:]/.test(first) || first === "localhost");
  return isHost ? first : "docker.io";
}

const lastClause = (words: string): string => words.trim().split("\n")[0]?.split(": ").slice(-2).join(": ") ?? "";
