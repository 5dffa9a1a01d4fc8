import { checkCommand } from "./check";
import type { Command } from "./command";
import { policyPackCommand } from "./policy-pack";
import { recordCommand } from "./record";
import { traceCommand } from "./trace";
import { whyCommand } from "./why";

/** Every command, in the order of the help. A command is added with one file and one row here. */
export const commands: readonly Command[] = [traceCommand, whyCommand, recordCommand, checkCommand, policyPackCommand];
