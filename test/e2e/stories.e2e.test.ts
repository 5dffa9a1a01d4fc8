import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import { test } from "../support/lab-test";
import { firstLine, lines } from "../support/rollout";
import { blocks, kept, ours } from "../support/told";
import type { Run } from "../support/up";

/** A Deployment that somebody makes by hand under the program's name. */
function byHand(namespace: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "kubespy-by-hand-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const labels = { app: "shop" };
  const container = { name: "web", image: "lab.local/web:1", ports: [{ name: "http", containerPort: 8080 }] };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace, labels: { team: "by-hand" } },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, containers: [container] } },
    },
  };
  const file = path.join(folder, "deployment.json");
  writeFileSync(file, JSON.stringify(deployment));
  return file;
}

const live = (run: Run, row: string): readonly string[] =>
  ours(run)
    .filter((message) => message.ephemeral && message.row === row)
    .map(({ text }) => text);

describe("the life of one application", () => {
  test("is told of the right object in each update, once, and with what was there before left out", async ({
    open,
  }) => {
    const stack = open({}, { program: "test/programs/stories" });
    const { namespace } = stack;
    const created = await stack.up();
    expect(created.exitCode, created.output).toBe(0);

    const labelled = await stack.up({ config: { team: "b" } });
    expect(labelled.exitCode, labelled.output).toBe(0);
    expect(live(labelled, "Deployment web")).toEqual([expect.stringMatching(/^ready: 1 of 1 Pod/)]);
    expect(lines(kept(labelled)), "nothing has come up that could be compared").not.toContain("last time");

    const replaced = await stack.up({ config: { app: "shop" } });
    expect(replaced.exitCode, replaced.output).toBe(0);
    expect(
      live(replaced, "Stack").filter((line) => !/^Deployment web: (being deleted|deleted)/.test(line)),
      "the new one has its own row",
    ).toEqual([]);
    expect(live(replaced, "Stack").at(-1)).toBe("Deployment web: deleted");
    expect(replaced.messages.filter(({ severity, row }) => severity === "warning" && row === "Service web")).toEqual(
      [],
    );
    expect(blocks(replaced), lines(kept(replaced))).toEqual([]);
    expect(firstLine(kept(replaced)[0]!)).toMatch(/^kubespy: 1 application, ready/);

    await stack.kubectl("delete", "deployment", "web", "-n", namespace);
    const missed = await stack.up({ config: { version: "2" } });
    expect(missed.exitCode).toBe(1);
    expect(blocks(missed).map(firstLine)).toEqual([
      `Deployment web does not exist in namespace ${namespace}: deleted since the last update, and not by Pulumi`,
    ]);
    expect(blocks(missed)[0]?.text).toContain("pulumi up --refresh");

    expect((await stack.refresh()).exitCode).toBe(0);
    await stack.kubectl("create", "-f", byHand(namespace));
    const refused = await stack.up();
    expect(refused.exitCode).toBe(1);
    expect(refused.output).toContain("Apply failed");
    expect(lines(ours(refused)), "that somebody else's object is well is not this update's doing").not.toContain(
      "ready",
    );
  });
});
