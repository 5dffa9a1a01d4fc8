import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The end-to-end files that take minutes, longest first: the last to begin is the one that all wait for. */
const long = [
  "placement-and-services",
  "containers",
  "groups",
  "charts",
  "gate",
  "preview",
  "life-of-an-update",
  "surroundings",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = long.findIndex((name) => moduleId.endsWith(`/${name}.e2e.test.ts`));
  return at < 0 ? long.length : at;
};

/** As vitest orders files, but for those. A fresh clone has no durations to go by, and file sizes say nothing here. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
