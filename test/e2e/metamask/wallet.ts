/** MetaMask as these tests drive it; made of MetaMask's own controllers in project/wallet.ts. */
export interface MetaMask {
  /** What the network was found to be: `available` when it answered. */
  network(): { readonly status: string; readonly dynamicFees: boolean | undefined };
  /** Asks for fees as the popup does, MetaMask's own service being out of reach; wei in hex. */
  estimateFees(): Promise<{ readonly kind: string; readonly gasPrice: string | undefined }>;
  /** Sends from the account of the key; resolves when the node has taken it. Throws as the user would see it. */
  send(request: { readonly to: string; readonly value?: string; readonly data?: string }): Promise<Sent>;
  /** Sends the same again for higher fees; the new hash. */
  speedUp(id: string): Promise<string>;
  /** Replaces it by an empty transaction to oneself for higher fees. */
  cancel(id: string): Promise<void>;
  /** What MetaMask believes of its transactions, oldest first. */
  transactions(): readonly {
    readonly id: string;
    readonly status: string;
    readonly hash: string | undefined;
    readonly nonce: number;
  }[];
  /** The block that its tracker holds to be the newest. */
  latestBlock(): Promise<number>;
  /** Every block number that its tracker announced so far. */
  announced(): readonly number[];
  /** What a site gets through the wallet's own provider. */
  request(method: string, ...params: unknown[]): Promise<unknown>;
  /** Forgets its history, as "Clear activity and nonce data" does. */
  clearHistory(): void;
  close(): void;
}

/** A transaction that was taken. */
export interface Sent {
  readonly id: string;
  readonly hash: string;
}

/** Opens a wallet with one account on one network. */
export type OpenMetaMask = (options: { readonly url: string; readonly key: string }) => Promise<MetaMask>;
