import type { HaltReason } from '../../haltReason.ts';
import type { Execution } from '../execution.ts';

/** An instruction that the driver does, its gas included; the stack has been looked at. Answers why the frame halts. */
export type Handler = (x: Execution) => HaltReason | undefined;
