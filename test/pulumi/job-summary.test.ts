import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { JobSummary } from "../../src/pulumi/job-summary";
import { Rollout } from "./rollout";
import { deployment, isOnStack, runProgram, startCluster, temporaryFile } from "./running";

describe("a run of GitHub Actions", () => {
  test("gets an annotation for what fails, and the verdicts on its page", async () => {
    const stub = await startCluster();
    const rollout = new Rollout(stub);
    const page = temporaryFile("summary.md", "of the step before\n");
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: page },
      perform: async ({ urn }) => {
        rollout.crashing();
        await engine.events.until("log", ({ message }) => message.includes("exited 3"));
        return urn.endsWith(deployment) ? { error: "it did not become ready", id: "shop/web" } : undefined;
      },
    });
    await engine.finished;
    const summary = engine.events
      .logs()
      .filter(isOnStack)
      .find(({ message }) => message.startsWith("kubespy: 1 application"));
    expect(summary?.message.split("\n").at(-1)).toMatch(/^::error title=kubespy%3A web::Deployment web: .*exited 3/);
    const written = readFileSync(page, "utf8");
    expect(written).toMatch(/^of the step before\n```text\nkubespy: 1 application, failing/);
    expect(written).toContain("```text\nDeployment web is not ready");
    expect(written).not.toContain("::error");
  });
});

describe("the page", () => {
  test("holds every text, whatever is in it", () => {
    const file = temporaryFile("summary.md", "");
    const job = new JobSummary({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: file });
    job.keep("log: ```\n# not a title");
    job.keep("the summary");
    expect(job.write()).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe("```text\nthe summary\n```\n\n````text\nlog: ```\n# not a title\n````\n\n");
  });
  test("that cannot be written is one sentence", () => {
    const job = new JobSummary({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "/nowhere/summary.md" });
    job.keep("the summary");
    expect(job.write()).toMatch(/^the job summary cannot be written: ENOENT/);
  });
  test("is nobody's elsewhere", () => {
    const job = new JobSummary({ GITHUB_STEP_SUMMARY: "/nowhere/summary.md" });
    job.keep("the summary");
    expect([job.write(), job.annotations([])]).toEqual([undefined, []]);
  });
});

describe("a job log of GitLab", () => {
  const block = "Deployment web is not ready: it crashes\n\n  log      web-1\n             panic";

  test("has the details of a verdict in a section below its first line", () => {
    const job = new JobSummary({ GITLAB_CI: "true" }, () => 1_700_000_000_999);
    const marker = (what: string, name: string): string => `\u001b[0Ksection_${what}:1700000000:${name}\r\u001b[0K`;
    const lines = (name: string): readonly string[] => [
      "Deployment web is not ready: it crashes",
      `${marker("start", name)}details`,
      "  log      web-1",
      "             panic",
      marker("end", name),
    ];
    expect(job.keep(block, true).split("\n")).toEqual(lines("kubespy_1"));
    expect(job.keep(block, true).split("\n")).toEqual(lines("kubespy_2"));
  });

  test.each([
    ["a single line", { GITLAB_CI: "true" }, "one line", true],
    ["the summary", { GITLAB_CI: "true" }, block, false],
    ["a verdict that Pulumi Cloud keeps as well", { GITLAB_CI: "true", PULUMI_ACCESS_TOKEN: "pul-1" }, block, true],
    ["a verdict elsewhere", {}, block, true],
  ])("leaves %s as it is", (_, environment, text, hasDetails) => {
    expect(new JobSummary(environment).keep(text, hasDetails)).toBe(text);
  });
});
