import { join } from 'node:path';
import { predeployAlloc, SYSTEM_CONTRACTS } from '../../chain/genesis/predeploys.ts';
import { signTransaction } from '../../chain/transaction/sign.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { PRAGUE_FROM_GENESIS } from '../support/forkConfig.ts';

const MAIN = join(import.meta.dir, '..', '..', 'src', 'main.ts');

/** The first two accounts of the development mnemonic. */
export const ALICE = {
  key: fromHex('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'),
  address: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
};
export const BOB = {
  key: fromHex('59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'),
  address: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
};

/** A genesis.json with every fork up to Prague, the contracts that Prague needs, and a rich Alice. */
export const GENESIS = {
  config: {
    chainId: 4242,
    ...PRAGUE_FROM_GENESIS,
  },
  gasLimit: '0x1c9c380',
  difficulty: '0x0',
  alloc: { [ALICE.address]: { balance: '0xd3c21bcecceda1000000' }, ...predeployAlloc(SYSTEM_CONTRACTS) },
};

/** What a finished run of the program left. */
export interface Finished {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** A way to start the program: the sources under Bun, or a binary. */
export interface Installation {
  readonly command: readonly string[];
  readonly directory?: string;
  /** all that it sees of the environment */
  readonly environment: Record<string, string>;
}

/** The sources, started as `npm run` does. */
export function sources(environment: Record<string, string> = {}): Installation {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  return {
    command: [process.execPath, MAIN],
    environment: { PATH, HOME, ...(TMPDIR === '' ? {} : { TMPDIR }), ...environment },
  };
}

/** Runs the program to its end; `environment` is all that it sees beside PATH and HOME. */
export async function runToEnd(
  line: readonly string[],
  environment: Record<string, string> = {},
  installation = sources(environment),
): Promise<Finished> {
  const child = launch(line, installation);
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { status: await child.exited, out, error };
}

/** A node that runs as a process of its own. */
export interface RunningNode {
  readonly url: string;
  readonly process: ReturnType<typeof launch>;
  /** what it has printed so far */
  output(): string;
  /** what it has written to its standard error, when it has ended */
  readonly errors: Promise<string>;
  call<T = unknown>(method: string, ...params: unknown[]): Promise<T>;
  /** Sends a signal and resolves to the exit status when the process has ended. */
  end(signal: NodeJS.Signals): Promise<number>;
}

/** Starts a node on a free port (or the one wanted) and resolves when it listens. Rejects with its output when it ends before. */
export async function startProgram(
  line: readonly string[],
  installation = sources(),
  wanted = '0',
): Promise<RunningNode> {
  const child = launch([...line, '--port', wanted, '--log-format', 'json'], installation);
  const errors = child.stderr.text();
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    void (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of child.stdout) {
        output += decoder.decode(chunk, { stream: true });
        const match = /"(?:url":"http:\/\/[^"]*:|port":)(\d+)/.exec(output);
        if (match !== null) resolve(Number(match[1]));
      }
      reject(new Error(`the node ended before it listened:\n${output}${await errors}`));
    })();
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    process: child,
    output: () => output,
    errors,
    call: (method, ...params) => rpc(url, method, params),
    async end(signal) {
      child.kill(signal);
      return await child.exited;
    },
  };
}

/** Calls a JSON-RPC method and resolves to its result; rejects with the error's message. */
export async function rpc<T>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as { result: T; error?: { message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result;
}

/** A signed transfer of 1 wei from Alice to Bob, as hex. */
export function transfer(chainId: bigint, nonce: bigint): string {
  const { raw } = signTransaction(
    {
      type: 2,
      chainId,
      nonce,
      gasLimit: 21_000n,
      maxFeePerGas: 20_000_000_000n,
      maxPriorityFeePerGas: 1_000_000_000n,
      to: fromHex(BOB.address),
      value: 1n,
      data: new Uint8Array(0),
      accessList: [],
    },
    ALICE.key,
  );
  return toHex(raw);
}

/** Starts the program as a process of its own. */
export function launch(
  line: readonly string[],
  { command, directory, environment }: Installation = sources(),
) {
  const child = Bun.spawn([...command, ...line], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    cwd: directory,
    env: environment,
  });
  // A test that fails leaves its node to nobody.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  void child.exited.then(() => process.off('exit', end));
  return child;
}
