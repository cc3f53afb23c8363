import type { HealthReport } from '../../rpc/server/health.ts';
import type { CliCommand } from '../cli/command.ts';
import { type RpcClient, RpcClientError, rpcClient } from '../client/rpcClient.ts';
import { givenSecret } from '../jwtSecret.ts';

/** `xai status`: how a running node is. */
export const statusCommand: CliCommand = {
  name: 'status',
  summary: 'tell how a running node is',
  description: `Asks a running node for its head, its pool and whether it is ready. The exit status is 0 where it is ready, 1 where it
is not or cannot be asked.`,
  examples: [
    ['xai status', 'the node on 127.0.0.1:8545'],
    ['xai status --rpc-url http://10.0.0.5:8545', 'another one'],
    ['xai status --ready', 'for a health check: the exit status alone'],
  ],

  async run({ rpcUrl, ready: quiet, jwtSecret: file }) {
    const report = await healthReport(rpcUrl);
    if (!quiet)
      process.stdout.write(statusText(await facts(rpcClient(rpcUrl, { secret: givenSecret(file) }), report)));
    return report.ready ? 0 : 1;
  },
};

async function healthReport(rpcUrl: string): Promise<HealthReport> {
  try {
    const response = await fetch(new URL('/ready', rpcUrl), { signal: AbortSignal.timeout(10_000) });
    return (await response.json()) as HealthReport;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RpcClientError('unreachable', `no XAI node answers at ${rpcUrl}: ${reason}`);
  }
}

interface RpcHeader {
  readonly number: string;
  readonly hash: string;
  readonly gasUsed: string;
  readonly gasLimit: string;
  readonly baseFeePerGas?: string;
}

/** What is printed, name by name, in order. */
async function facts(
  client: RpcClient,
  report: HealthReport,
): Promise<readonly (readonly [string, string])[]> {
  const header = (tag: string) => client.call<RpcHeader | null>('eth_getHeaderByNumber', tag);
  const version = await client.call<string>('web3_clientVersion');
  const chainId = BigInt(await client.call<string>('eth_chainId'));
  const [latest, safe, final] = [await header('latest'), await header('safe'), await header('finalized')];
  const gasPrice = BigInt(await client.call<string>('eth_gasPrice'));
  return [
    ['client', version],
    ['chain id', chainId.toString()],
    ['head', latest === null ? 'none' : `${BigInt(latest.number)} ${latest.hash}`],
    ['head age', report.head === undefined ? 'unknown' : `${report.head.ageSeconds} s`],
    ['safe', numberOf(safe)],
    ['finalized', numberOf(final)],
    ['gas used', latest === null ? 'none' : `${BigInt(latest.gasUsed)} of ${BigInt(latest.gasLimit)}`],
    ['gas price', `${gasPrice} wei`],
    ['ready', report.ready ? 'yes' : `no: ${report.reason ?? 'it does not say why'}`],
  ];
}

function numberOf(header: RpcHeader | null): string {
  return header === null ? 'none' : BigInt(header.number).toString();
}

function statusText(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
