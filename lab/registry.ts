/**
 * A small image registry. It answers as registries do, so that what a
 * container runtime makes of the answers is real:
 *
 * - `web:1`, `web:2`, `app:1`: the image; under `slow/` the answer takes five seconds
 * - any other tag: 404, the manifest is unknown
 * - `private/…`: 401; a token is given out, but it does not cover the repository (as Docker Hub does)
 * - `locked/…`: 401; not even a token is given out (as GitHub's registry does)
 * - `busy/…`: 429, too many requests
 * - `broken/…`: 503
 *
 * It is the name server of the node, too: one that knows no name at all.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { registryHost } from "./registry-address.ts";

/** How long a manifest under `slow/` takes: its layers may be there already, it is always asked for. */
const slowness = 5000;
const json = { "content-type": "application/json" };
const manifestType = "application/vnd.docker.distribution.manifest.v2+json";

/** What a request gets. */
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Milliseconds before it is sent. */
  readonly delay?: number;
}

/** Answers a request for what lies in `folder`, as images.ts has put it there. */
export function serve(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body = "", delay = 0 } = answer(folder, request);
  const send = (): void => {
    response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  if (delay > 0) setTimeout(send, delay);
  else send();
}

function answer(folder: string, { url: path = "/", method, headers }: IncomingMessage): Answer {
  const url = new URL(path, `http://${headers.host ?? registryHost}`);
  if (url.pathname === "/v2/") return { status: 200 };
  if (url.pathname === "/token") {
    if (url.searchParams.get("scope")?.includes(":locked/")) return refuse(401, "UNAUTHORIZED", "no anonymous access");
    return { status: 200, headers: json, body: JSON.stringify({ token: "anonymous" }) };
  }
  const match = /^\/v2\/(?:(slow|private|locked|busy|broken)\/)?(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url.pathname);
  if (match === null) return { status: 404 };
  const [, kind, name = "", what, reference = ""] = match;
  if (kind === "busy") return refuse(429, "TOOMANYREQUESTS", "too many pulls", { "retry-after": "60" });
  if (kind === "broken") return refuse(503, "UNAVAILABLE", "closed for maintenance");
  if (kind === "private" || kind === "locked") {
    const scope = `realm="${url.origin}/token",service="${registryHost}",scope="repository:${kind}/${name}:pull"`;
    const error = headers.authorization === undefined ? "" : ',error="insufficient_scope"';
    return refuse(401, "UNAUTHORIZED", "this repository needs a login", {
      "www-authenticate": `Bearer ${scope}${error}`,
    });
  }
  const manifest = what === "manifests";
  const file = reference.startsWith("sha256:") ? reference.replace(":", "-") : `tag-${name}-${reference}`;
  if (!/^[\w.-]+$/.test(file) || !existsSync(join(folder, file))) {
    return manifest ? refuse(404, "MANIFEST_UNKNOWN", "no such manifest") : refuse(404, "BLOB_UNKNOWN", "no such blob");
  }
  const body = readFileSync(join(folder, file));
  return {
    status: 200,
    headers: {
      "content-type": manifest ? manifestType : "application/octet-stream",
      "docker-content-digest": `sha256:${createHash("sha256").update(body).digest("hex")}`,
    },
    body,
    delay: kind === "slow" && method === "HEAD" ? slowness : 0,
  };
}

/** An error as the distribution specification words it. */
function refuse(status: number, code: string, message: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { ...json, ...headers }, body: JSON.stringify({ errors: [{ code, message }] }) };
}

/** The answer to a DNS query: no such name (RFC 1035 4.1). Undefined for what is not a query. */
export function noSuchName(query: Buffer): Buffer | undefined {
  const header = 12;
  if (query.length <= header || query.readUInt16BE(4) !== 1) return undefined;
  let end = header;
  while ((query[end] ?? 0) !== 0) end += 1 + (query[end] ?? 0);
  const answer = Buffer.from(query.subarray(0, end + 5));
  // A response, recursion available, NXDOMAIN; with the question and nothing else.
  answer.writeUInt16BE(0x8183, 2);
  answer.fill(0, 6, header);
  return answer;
}
