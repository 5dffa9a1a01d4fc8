import { appendFileSync } from "node:fs";
import { headline, verdictOf, workflowCommand } from "../render";
import type { Application } from "./applications";
import { GitLabSections } from "./gitlab-sections";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a runner shows in its own way. GitHub Actions: an annotation for each application that fails,
 * and the verdicts on the page of the run. GitLab: details that can be folded. Nothing elsewhere. Source: "Workflow commands for GitHub Actions"
 * (annotations are lines that begin with `::`, leading space aside; GITHUB_STEP_SUMMARY is a file of
 * Markdown that steps append to).
 */
export class JobSummary {
  private readonly kept: string[] = [];
  private readonly isGitHub: boolean;

  private readonly sections: GitLabSections;

  constructor(
    private readonly environment: Environment,
    now: () => number = Date.now,
  ) {
    this.isGitHub = environment["GITHUB_ACTIONS"] === "true";
    this.sections = new GitLabSections(environment, now);
  }

  /** A text that stays on the screen, and belongs on the page too. Gives it as this runner is to have it. */
  keep(text: string, hasDetails = false): string {
    if (this.isGitHub) this.kept.push(text);
    return hasDetails ? this.sections.around(text) : text;
  }

  /** Lines to put below the summary; none outside GitHub. */
  annotations(applications: readonly Application[]): readonly string[] {
    if (!this.isGitHub) return [];
    return applications.flatMap(({ name, outcomes }) => {
      const failing = outcomes.find(({ diagnosis }) => verdictOf(diagnosis) === "failing");
      return failing === undefined
        ? []
        : [workflowCommand("error", { title: `kubespy: ${name}` }, headline(failing.diagnosis))];
    });
  }

  /** Appends what was kept since the last time to the page. Gives what went wrong as a sentence. */
  write(): string | undefined {
    const file = this.environment["GITHUB_STEP_SUMMARY"];
    if (file === undefined || file === "" || this.kept.length === 0) return undefined;
    try {
      appendFileSync(file, pageOf(this.kept.splice(0)));
      return undefined;
    } catch (error) {
      return `the job summary cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

/** The summary first, since it was said last; each text as it is, whatever it holds. */
function pageOf(texts: readonly string[]): string {
  return [...texts].reverse().map(fenced).join("\n") + "\n";
}

function fenced(text: string): string {
  const shown = text
    .split("\n")
    .filter((line) => !line.startsWith("::"))
    .join("\n");
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}\n`;
}
