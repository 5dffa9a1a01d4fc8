import { X509Certificate } from "node:crypto";
import { createServer, connect, type TLSSocket } from "node:tls";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { certificateAuthority, certify } from "../../lab/certificates.ts";
import { integer, oid, time } from "../../lab/der.ts";

const now = new Date("2026-01-02T03:04:05Z");
const authority = certificateAuthority("lab", now);

describe("a certificate", () => {
  const { certificate } = certify(
    authority,
    { commonName: "admin", organization: "system:masters", hosts: ["10.96.0.1", "kubernetes.default.svc"] },
    now,
  );
  const read = new X509Certificate(certificate);

  test("is signed by its authority", () => {
    const parent = new X509Certificate(authority.certificate);
    expect(read.verify(parent.publicKey)).toBe(true);
    expect(read.checkIssued(parent)).toBe(true);
    expect(parent.ca).toBe(true);
    expect(read.ca).toBe(false);
  });

  test("carries the user and the group where Kubernetes looks for them", () => {
    expect(read.subject).toBe("O=system:masters\nCN=admin");
  });

  test("names the hosts, addresses as addresses", () => {
    expect(read.subjectAltName).toBe("IP Address:10.96.0.1, DNS:kubernetes.default.svc");
    expect(read.checkIP("10.96.0.1")).toBe("10.96.0.1");
    expect(read.checkHost("kubernetes.default.svc")).toBe("kubernetes.default.svc");
  });

  test("is valid for a year, from a minute ago", () => {
    expect(new Date(read.validFrom).toISOString()).toBe("2026-01-02T03:03:05.000Z");
    expect(new Date(read.validTo).toISOString()).toBe("2027-01-02T03:04:05.000Z");
  });

  test("has a positive serial number of its own", () => {
    const other = new X509Certificate(certify(authority, { commonName: "admin" }, now).certificate);
    expect(read.serialNumber).not.toBe(other.serialNumber);
    expect(parseInt(read.serialNumber.slice(0, 2), 16) < 128 || read.serialNumber.length < 32).toBe(true);
  });
});

test("a server and a client that know the authority trust each other", async () => {
  const today = new Date();
  const ca = certificateAuthority("lab", today);
  const server = certify(ca, { commonName: "server", hosts: ["127.0.0.1"] }, today);
  const client = certify(ca, { commonName: "client", organization: "system:nodes" }, today);
  const listening = createServer(
    { cert: server.certificate, key: server.key, ca: ca.certificate, requestCert: true, rejectUnauthorized: true },
    (socket: TLSSocket) => socket.end(socket.getPeerCertificate().subject.CN as string),
  );
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as AddressInfo;
  const seen = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, ca: ca.certificate, cert: client.certificate, key: client.key });
    socket.once("data", (data: Buffer) => {
      resolve(data.toString());
    });
    socket.once("error", reject);
  });
  listening.close();
  expect(seen).toBe("client");
});

test.each([
  ["a high bit gets a zero in front, lest it be negative", integer(Buffer.from([0x80])), "02020080"],
  ["leading zeros are dropped", integer(Buffer.from([0, 0, 5])), "020105"],
  ["zero is one byte", integer(Buffer.from([0])), "020100"],
  ["an identifier packs its first two numbers into one byte", oid("1.2.840.10045.4.3.2"), "06082a8648ce3d040302"],
  [
    "a date before 2050 has two digits for the year",
    time(new Date("2026-01-02T03:04:05Z")),
    "170d3236303130323033303430355a",
  ],
  ["a date from 2050 on has four", time(new Date("2050-01-02T03:04:05Z")), "180f32303530303130323033303430355a"],
])("DER: %s", (_, encoded, hex) => {
  expect(encoded.toString("hex")).toBe(hex);
});
