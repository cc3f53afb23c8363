import { urlHost } from '../../rpc/server/urlHost.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { VERSION } from '../version.ts';
import type { DevAccounts } from './accounts.ts';
import { checksumAddress } from './checksum.ts';

/** What a dev node tells at its start. */
export interface DevFacts {
  readonly keys: DevAccounts;
  /** wei, of each account at genesis */
  readonly balance: bigint;
  readonly chainId: bigint;
  /** wei per gas of the newest block; undefined before London */
  readonly baseFee: bigint | undefined;
  readonly gasLimit: bigint;
  /** wei per gas */
  readonly gasPrice: bigint;
  /** seconds */
  readonly genesisTimestamp: bigint;
  readonly headNumber: bigint;
  /** undefined: nothing is kept */
  readonly dataDir: string | undefined;
  readonly host: string;
  readonly port: number;
  /** undefined: no figures are shown */
  readonly metricsUrl: string | undefined;
}

/** The text that `xai dev` begins with, in anvil's order so that scripts that read anvil's find the same lines. */
export function bannerText(facts: DevFacts): string {
  const { accounts, mnemonic, derivationPath } = facts.keys;
  const balance = coins(facts.balance);
  const sections: [string, string[]][] = [
    [
      'Available Accounts',
      accounts.map(({ address }, i) => `(${i}) ${checksumAddress(address)} (${balance} XAI)`),
    ],
    ['Private Keys', accounts.map(({ privateKey }, i) => `(${i}) ${toHex(privateKey)}`)],
    ['Wallet', [`Mnemonic:          ${mnemonic}`, `Derivation path:   ${derivationPath}`]],
    ['Chain ID', [String(facts.chainId)]],
    ['Base Fee', [facts.baseFee === undefined ? 'none before London' : String(facts.baseFee)]],
    ['Gas Limit', [String(facts.gasLimit)]],
    ['Genesis Timestamp', [String(facts.genesisTimestamp)]],
    [
      'Head',
      [
        `block ${facts.headNumber}; ${facts.dataDir === undefined ? 'nothing is kept' : `kept in ${facts.dataDir}`}`,
      ],
    ],
  ];
  const text = sections
    .map(([heading, lines]) => `${heading}\n==================\n${lines.join('\n')}\n`)
    .join('\n');
  return `
  xai ${VERSION}: a development chain

${text}
These keys and this mnemonic are public: everybody has them. Never send real funds to these accounts.

HTTP       http://${urlHost(facts.host)}:${facts.port}
WebSocket  ws://${urlHost(facts.host)}:${facts.port}${facts.metricsUrl === undefined ? '' : `\nMetrics    ${facts.metricsUrl}/metrics`}

Listening on ${urlHost(facts.host)}:${facts.port}
`;
}

/** The document of --config-out, with anvil's field names. */
export function configDocument(facts: DevFacts): object {
  const { accounts, mnemonic, derivationPath } = facts.keys;
  return {
    available_accounts: accounts.map(({ address }) => checksumAddress(address)),
    base_fee: facts.baseFee?.toString(),
    gas_limit: facts.gasLimit.toString(),
    gas_price: facts.gasPrice.toString(),
    genesis_timestamp: facts.genesisTimestamp.toString(),
    private_keys: accounts.map(({ privateKey }) => toHex(privateKey)),
    wallet: { derivation_path: derivationPath, mnemonic },
  };
}

/** Wei as coins with all 18 decimals. */
function coins(wei: bigint): string {
  const digits = wei.toString().padStart(19, '0');
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
}
