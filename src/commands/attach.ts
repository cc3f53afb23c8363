import { methodTable } from '../../rpc/methods/table.ts';
import type { CliCommand } from '../cli/command.ts';
import { type RpcClient, RpcClientError, rpcClient } from '../client/rpcClient.ts';
import { ConfigError } from '../config/errors.ts';
import { URL_TEXT, ValueError } from '../config/kinds.ts';
import { historyFile } from '../console/history.ts';
import { runOnce, runSession } from '../console/session.ts';
import { givenSecret } from '../jwtSecret.ts';

/** `xai attach`: a console to a running node. */
export const attachCommand: CliCommand = {
  name: 'attach',
  summary: 'open a console to a running node',
  description: `Evaluates lines of JavaScript, in which every method of the node is a function: eth.blockNumber(), eth.getBalance("0x…"),
xai.nodeStatus(). Promises are waited for; numbers become quantities. The tab key completes, the arrow keys bring back earlier
lines; "help" explains, "exit" or Ctrl-D ends it. Lines may also come from a pipe.`,
  further: [{ name: '[url]', description: 'the node (default: --rpc-url)' }],
  examples: [
    ['xai attach', 'the node on 127.0.0.1:8545'],
    ['xai attach http://10.0.0.5:8545 --jwt-secret jwt.hex', 'one that asks for a token'],
    [`xai attach --exec 'eth.getBlockByNumber("latest", false)'`, 'print one answer and end'],
  ],

  async run({ rpcUrl, exec, jwtSecret }, argument) {
    const client = rpcClient(argument === '' ? rpcUrl : urlOf(argument), { secret: givenSecret(jwtSecret) });
    const version = await client.call<string>('web3_clientVersion');
    const methods = await methodsOf(client);
    if (exec !== undefined) return runOnce(client, methods, exec);
    if (process.stdin.isTTY) {
      process.stdout.write(
        `${version} at ${client.url}, ${methods.length} methods; tab completes, help explains, exit ends\n`,
      );
    }
    return runSession(client, methods, historyFile(process.env));
  },
};

function urlOf(text: string): string {
  try {
    return URL_TEXT.parse(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ConfigError('invalid-value', `${text}: must be ${error.message}`);
  }
}

/** What the node offers, or, where it does not tell, what a node of this version can offer. */
async function methodsOf(client: RpcClient): Promise<readonly string[]> {
  try {
    const document = await client.call<{ methods?: readonly { name?: unknown }[] }>('rpc.discover');
    return (document.methods ?? []).map(({ name }) => String(name));
  } catch (error) {
    if (!(error instanceof RpcClientError)) throw error;
    return methodTable({ dev: true }).map(({ name }) => name);
  }
}
