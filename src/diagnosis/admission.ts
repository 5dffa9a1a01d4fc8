import type { ServiceReference } from "../objects";
import { serviceBehind } from "./api-service";
import type { Action, Diagnosis } from "./diagnosis";
import { kubectl } from "./kubectl";
import type { Scene } from "./scene";
import { webhookNamed } from "./webhook-configuration";
import { phrase } from "./wording";

/** Why admission refused: who, by which rule, about which field. */
export interface AdmissionRefusal {
  readonly reason: "AdmissionDenied" | "AdmissionUnreachable";
  readonly message: string;
  readonly because: readonly Diagnosis[];
  readonly actions: readonly Action[];
}

/**
 * Reads what the API server says when a webhook or a policy refused, or a webhook could not be
 * asked. Undefined for other words. Knows how Kyverno and Gatekeeper write; of others it quotes the
 * reason. Source: ToStatusErr and ErrCallingWebhook in k8s.io/apiserver, and the policy dispatchers.
 */
export function admissionRefusal(words: string, scene: Scene): AdmissionRefusal | undefined {
  return deniedByPolicy(words) ?? deniedByWebhook(words, scene) ?? unreachable(words, scene);
}

function deniedByPolicy(words: string): AdmissionRefusal | undefined {
  const found =
    /(?:Validating|Mutating)?(?:AdmissionP|p)olicy ['"]([^'"]{1,253})['"](?: with binding ['"]([^'"]{1,253})['"])? denied request: (.{0,2000})/s.exec(
      words,
    );
  if (found === null) return undefined;
  const [, policy = "", , text = ""] = found;
  return denied(
    `policy ${policy} denies: ${phrase(text, 80)}`,
    kubectl(undefined, "get", "validatingadmissionpolicy", policy, "-o", "yaml"),
  );
}

function deniedByWebhook(words: string, scene: Scene): AdmissionRefusal | undefined {
  const found = /admission webhook "([^"]{1,253})" denied the request:?\s*(.{0,3000})/s.exec(words);
  if (found === null) return undefined;
  const [, webhook = "", text = ""] = found;
  return kyverno(text) ?? gatekeeper(text) ?? deniedPlainly(webhook, text, scene);
}

function deniedPlainly(webhook: string, text: string, scene: Scene): AdmissionRefusal {
  const reason = /^\s*$|^without explanation/.test(text) ? "no reason given" : phrase(text, 80);
  const known = webhookNamed(webhook, scene)?.configuration;
  return denied(
    `webhook ${webhook} denies: ${reason}`,
    known === undefined
      ? kubectl(undefined, "get", "validatingwebhookconfigurations,mutatingwebhookconfigurations")
      : kubectl(undefined, "describe", known.kind.toLowerCase(), known.metadata.name),
  );
}

/**
 * "resource Pod/prod/web was blocked due to the following policies", then per policy its name, and
 * per rule "check-team: 'validation error: …. rule check-team failed at path /metadata/labels/team/'".
 */
function kyverno(text: string): AdmissionRefusal | undefined {
  const body = /(?:resource|policy) \S{1,600} was blocked due to the following policies\s+(.{1,3000})/s.exec(text)?.[1];
  const found =
    body === undefined ? null : /^([\w.-]{1,253}):\s*([\w.-]{1,253}):\s*['"|>-]{0,3}\s*(.{1,2000})/s.exec(body);
  if (found === null) return undefined;
  const [, policy = "", rule = "", rest = ""] = found;
  const path = /failed at path (\/\S{1,300})/.exec(rest)?.[1];
  const why = rest
    .replace(/^validation (?:error|failure): ?/, "")
    .replace(/\.?\s*(?:[Rr]ule \S{1,253} failed|\n).*$/s, "");
  const field = path === undefined ? "" : ` (${fieldOf(path)})`;
  return denied(
    `Kyverno policy ${policy}, rule ${rule}: ${phrase(why.replace(/['"]$/, ""), 70)}${field}`,
    kubectl(undefined, "get", "clusterpolicy", policy, "-o", "yaml"),
  );
}

/** "/spec/containers/0/image/" as people write it: "spec.containers[0].image". */
function fieldOf(path: string): string {
  return phrase(
    path
      .replace(/['".,]+$/, "")
      .replace(/^\/|\/$/g, "")
      .replace(/\/(\d+)(?=\/|$)/g, "[$1]")
      .replaceAll("/", "."),
    60,
  );
}

/** "[must-have-owner] you must provide labels: {"owner"}", one line per constraint; older ones write "[denied by must-have-owner]". */
function gatekeeper(text: string): AdmissionRefusal | undefined {
  const found = /^\[(?:denied by )?([\w.-]{1,253})\] ([^\n]{1,1000})/.exec(text);
  if (found === null) return undefined;
  const [, constraint = "", why = ""] = found;
  return denied(
    `Gatekeeper constraint ${constraint} denies: ${phrase(why, 70)}`,
    kubectl(undefined, "get", "constraints"),
  );
}

function denied(message: string, command: string): AdmissionRefusal {
  return {
    reason: "AdmissionDenied",
    message,
    because: [],
    actions: [{ text: "see what it asks for", command }],
  };
}

function unreachable(words: string, scene: Scene): AdmissionRefusal | undefined {
  const found = /failed calling webhook "([^"]{1,253})"(?:[:;] ?(.{0,2000}))?/s.exec(words);
  if (found === null) return undefined;
  const [, name = "", text = ""] = found;
  const known = webhookNamed(name, scene);
  const service = known?.webhook.service ?? serviceInUrl(text);
  const cause = service === undefined ? undefined : serviceBehind(service, scene);
  const isMissing = /service "[^"]{1,253}" not found/.test(text);
  const seconds = /[?&]timeout=(\d{1,3})s/.exec(text)?.[1] ?? known?.webhook.timeoutSeconds;
  const who = service === undefined ? "its Service" : `Service ${service.name} in ${service.namespace}`;
  return {
    reason: "AdmissionUnreachable",
    message: isMissing
      ? `webhook ${name}: ${who} does not exist`
      : `webhook ${name} ${whyNot(text, seconds)}${service === undefined ? "" : ` (${who})`}`,
    because: cause === undefined || cause.status === "Current" || isMissing ? [] : [shortened(cause)],
    actions: [
      ...(service === undefined
        ? []
        : [
            isMissing
              ? { text: "see which Services there are", command: kubectl(service.namespace, "get", "services") }
              : { text: "see the Pods that should answer", command: kubectl(service.namespace, "get", "pods") },
          ]),
      ...(known === undefined
        ? []
        : [
            {
              text: "see which requests it is asked about",
              command: kubectl(
                undefined,
                "describe",
                known.configuration.kind.toLowerCase(),
                known.configuration.metadata.name,
              ),
            },
          ]),
    ],
  };
}

/** The Service with its deepest cause in one: whose containers those are would get lost on the way. */
function shortened(cause: Diagnosis): Diagnosis {
  let deepest = cause;
  while (deepest.because[0] !== undefined) deepest = deepest.because[0];
  return deepest === cause ? cause : { ...cause, message: `${cause.message}: ${deepest.message}`, because: [] };
}

/** https://NAME.NAMESPACE.svc:443/path, as the API server calls it. */
function serviceInUrl(text: string): ServiceReference | undefined {
  const found = /https:\/\/([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?::(\d{1,5}))?/.exec(text);
  const [, name, namespace, port] = found ?? [];
  return name === undefined || namespace === undefined ? undefined : { name, namespace, port: Number(port ?? 443) };
}

function whyNot(text: string, seconds: string | number | undefined): string {
  if (/context deadline exceeded|Client\.Timeout|i\/o timeout/.test(text))
    return `does not answer${seconds === undefined ? " in time" : ` within ${seconds} s`}`;
  if (/no endpoints available for service/.test(text)) return "has no ready endpoint";
  if (/connection refused/.test(text)) return "refuses the connection";
  if (/x509|certificate|tls:/i.test(text))
    return `cannot be called: its certificate is not accepted: ${phrase(lastClause(text), 60)}`;
  return text.trim() === "" ? "cannot be called" : `cannot be called: ${phrase(lastClause(text), 60)}`;
}

const lastClause = (words: string): string => words.split(": ").slice(-1)[0] ?? words;
