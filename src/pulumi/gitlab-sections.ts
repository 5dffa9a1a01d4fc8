type Environment = Readonly<Record<string, string | undefined>>;

const escape = "\u001b[0K";

/**
 * Makes the details of a verdict collapsible in the job log of GitLab CI. Its converter knows a marker
 * wherever it stands in a line, so that Pulumi's indentation does no harm; the first line stays
 * outside, since Pulumi shows it on the resource's row as well, where no section could end. Not where
 * PULUMI_ACCESS_TOKEN is set: Pulumi Cloud keeps the messages too, and shows markers as text.
 * Source: "Custom collapsible sections" in GitLab's documentation, lib/gitlab/ci/ansi2json/converter.rb.
 */
export class GitLabSections {
  private readonly isUsed: boolean;
  private count = 0;

  constructor(
    environment: Environment,
    private readonly now: () => number,
  ) {
    const { GITLAB_CI, PULUMI_ACCESS_TOKEN = "" } = environment;
    this.isUsed = GITLAB_CI === "true" && PULUMI_ACCESS_TOKEN === "";
  }

  /** The same text, all but its first line in a section of its own. */
  around(text: string): string {
    const [first = "", ...rest] = text.split("\n");
    if (!this.isUsed || rest.length === 0) return text;
    this.count += 1;
    const marker = (what: string): string =>
      `${escape}section_${what}:${String(Math.floor(this.now() / 1000))}:kubespy_${String(this.count)}\r${escape}`;
    const details = rest.filter((line, at) => line !== "" || at > 0);
    return [first, `${marker("start")}details`, ...details, marker("end")].join("\n");
  }
}
