import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";
import { bits, boolean, der, integer, octets, oid, sequence, setOf, tagged, time, utf8 } from "./der.ts";

/** A certificate with its key, both PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** One that can sign others. */
export interface Authority extends Certified {
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface Subject {
  readonly commonName: string;
  /** Kubernetes reads groups from here. */
  readonly organization?: string;
  /** Names and IPv4 addresses that a server answers to. */
  readonly hosts?: readonly string[];
}

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
const year = 365 * 24 * 3600 * 1000;

/** A new key pair on P-256: made in a millisecond, where an RSA key takes a hundred. */
export function keyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
}

export const privatePem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }) as string;
export const publicPem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }) as string;

/** A self-signed authority, valid for a year from `now`. */
export function certificateAuthority(name: string, now: Date): Authority {
  const { publicKey, privateKey } = keyPair();
  const extensions = [
    extension("2.5.29.19", sequence(boolean(true)), true),
    // keyCertSign and cRLSign
    extension("2.5.29.15", bits(Buffer.from([0x06]), 1), true),
    extension("2.5.29.14", octets(keyIdentifier(publicKey))),
  ];
  const certificate = signed({ commonName: name }, publicKey, name, privateKey, extensions, now);
  return { name, certificate, key: privatePem(privateKey), privateKey, publicKey };
}

/** A certificate for `subject`, good for servers and clients, valid for a year from `now`. */
export function certify(authority: Authority, subject: Subject, now: Date): Certified {
  const { publicKey, privateKey } = keyPair();
  const extensions = [
    // digitalSignature
    extension("2.5.29.15", bits(Buffer.from([0x80]), 7), true),
    extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"))),
    extension("2.5.29.35", sequence(der(0x80, keyIdentifier(authority.publicKey)))),
  ];
  if (subject.hosts?.length) extensions.push(extension("2.5.29.17", alternativeNames(subject.hosts)));
  const certificate = signed(subject, publicKey, authority.name, authority.privateKey, extensions, now);
  return { certificate, key: privatePem(privateKey) };
}

function signed(
  subject: Subject,
  publicKey: KeyObject,
  issuer: string,
  issuerKey: KeyObject,
  extensions: readonly Buffer[],
  now: Date,
): string {
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f;
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))), // version 3
    integer(serial),
    ecdsaWithSha256,
    distinguishedName({ commonName: issuer }),
    // A minute of tolerance: the machine's clock may be set back while the lab runs.
    sequence(time(new Date(now.getTime() - 60_000)), time(new Date(now.getTime() + year))),
    distinguishedName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, issuerKey);
  const encoded = sequence(body, ecdsaWithSha256, bits(signature)).toString("base64");
  const lines = encoded.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function distinguishedName(subject: Subject): Buffer {
  const attribute = (id: string, value: string): Buffer => setOf(sequence(oid(id), utf8(value)));
  const names = [attribute("2.5.4.3", subject.commonName)];
  if (subject.organization) names.unshift(attribute("2.5.4.10", subject.organization));
  return sequence(...names);
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return critical ? sequence(oid(id), boolean(true), octets(value)) : sequence(oid(id), octets(value));
}

function alternativeNames(hosts: readonly string[]): Buffer {
  return sequence(
    ...hosts.map((host) =>
      isIPv4(host) ? der(0x87, Buffer.from(host.split(".").map(Number))) : der(0x82, Buffer.from(host)),
    ),
  );
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash("sha1")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();
}
