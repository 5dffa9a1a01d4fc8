/** One act of the demo: what is said before it, what is run, and how it has to end. */
export interface Step {
  readonly title: string;
  /** What it does and what to look at. */
  readonly text: string;
  /** After `pulumi`, as a user would type it. */
  readonly args: readonly string[];
  /** Needs nothing but the CLI and the provider. */
  readonly withoutCluster: boolean;
  readonly expected: Expected;
}

export interface Expected {
  /** "…", to be read after "this step was to". */
  readonly words: string;
  readonly success: boolean;
  /** In a message or a policy's finding, if the exit code alone does not tell. */
  readonly says?: RegExp;
}

/** The images of the cluster that the demo runs on. */
export interface Images {
  readonly good: string;
  readonly missing: string;
  readonly next: string;
}

export const labImages: Images = {
  good: "lab.local/web:1",
  missing: "registry.lab.local/web:nope",
  next: "lab.local/web:2",
};

/** Public ones, for any other cluster. The first is the default of Pulumi.yaml. */
export const publicImages: Images = {
  good: "nginxinc/nginx-unprivileged:1.29-alpine",
  missing: "nginxinc/nginx-unprivileged:no-such-tag",
  next: "nginxinc/nginx-unprivileged:1.28-alpine",
};

/** "A,B": two images, and one that is certainly not where they come from. Throws for anything else. */
export function imagesNamed(text: string): Images {
  const [good = "", next = "", ...more] = text.split(",").map((image) => image.trim());
  if (good === "" || next === "" || more.length > 0) throw new Error(`--images takes two, A,B, not "${text}"`);
  return { good, next, missing: `${good.replace(/[:@][^/]*$/, "")}:no-such-tag` };
}

const up = ["up", "--yes", "--skip-preview"];

export function steps(images: Images): readonly Step[] {
  return [
    {
      title: "a wrong selector is stopped in the preview",
      text: `The Service is told to select app=wbe, while the Pods carry app=web. Kubernetes accepts that, and
Pulumi would call it a success; no request would ever arrive. The policy pack compares the two before
anything is deployed. Look at "Policies": it names the Service, the nearest match and the fix.`,
      args: ["preview", "--policy-pack", "policy-pack", "-c", "selector=wbe"],
      withoutCluster: true,
      expected: {
        words: "be stopped by the policy service-selector-matches-pods",
        success: false,
        says: /Nearest: Deployment web/,
      },
    },
    {
      title: "the same with the right selector",
      text: `app=web is back. Look for the check mark under "Policies".`,
      args: ["preview", "--policy-pack", "policy-pack", "-c", "selector=web"],
      withoutCluster: true,
      expected: { words: "pass all policies", success: true },
    },
    {
      title: "a rollout that goes well, live",
      text: `Now for real. Look at the rows of the Deployment and the Service: they say what the Pods are doing at
this moment, and end with "ready" only when traffic can flow.`,
      args: [...up, "-c", `image=${images.good}`],
      withoutCluster: false,
      expected: {
        words: "end with two ready Pods behind the Service",
        success: true,
        says: /2 of 2 Pods, 2 endpoints/,
      },
    },
    {
      title: "an image that does not exist",
      text: `A new tag that nobody has pushed. The cause stands on the Deployment's row within seconds; Pulumi goes
on waiting until its timeout, here 20 seconds instead of 10 minutes. Look at the block under
"Diagnostics": cause, evidence, what changed, whether users notice, and what to type next.`,
      args: [...up, "-c", `image=${images.missing}`, "-c", "timeoutSeconds=20"],
      withoutCluster: false,
      expected: {
        words: "fail, with the missing image named as the cause",
        success: false,
        // Where the registry cannot be reached, the image is named in the evidence only.
        says: new RegExp(`^Deployment web [^]*${images.missing.replaceAll(/[.:/]/g, "\\$&")}`),
      },
    },
    {
      title: "repaired",
      text: `A tag that exists. The new Pods take over one by one; the old ones have been serving all the time.`,
      args: [...up, "-c", `image=${images.next}`, "-c", "timeoutSeconds=600"],
      withoutCluster: false,
      expected: {
        words: "end with two ready Pods behind the Service",
        success: true,
        says: /2 of 2 Pods, 2 endpoints/,
      },
    },
  ];
}
