/** What each of the older client libraries does: deploy Probe with 3, listen, note 4, fail twice, read back. */
export type Round = (options: {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly key: string;
  readonly abi: unknown;
  readonly bytecode: string;
}) => Promise<{
  readonly count: string;
  readonly status: number;
  /** found by eth_getLogs */
  readonly events: number;
  /** texts of the events that came by subscription */
  readonly heard: readonly string[];
  readonly reason: string;
  readonly custom: string;
  readonly fees: boolean;
}>;
