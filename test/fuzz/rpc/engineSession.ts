import { methodTable } from '../../../rpc/methods/table.ts';
import {
  attributesAt,
  type Built,
  besidesOf,
  choice,
  EngineChain,
  forkAt,
  TIMES,
  VERSIONS,
  ZERO,
} from '../../rpc/support/engineChain.ts';
import { caseSeed, Random } from '../random.ts';
import { bend, type FuzzBody, type KnownValues, randomBody } from './bodies.ts';
import { complaintOf } from './complaint.ts';

/** What was wrong: with one body, or with the chain after all of them (`body` is then empty). */
export interface EngineFinding {
  readonly index: number;
  readonly body: string;
  readonly complaint: string;
}

/** One session: a fresh chain in the hands of a consensus client that has lost its mind. */
export interface EngineSession {
  readonly seed: number;
  readonly session: number;
  readonly bodies: number;
}

/** Blocks of both branches that the session is about: every fork up to BPO2. */
const BLOCKS = (TIMES.amsterdam - TIMES.merge) / 12 - 1;
const METHODS = methodTable({ dev: false, namespaces: ['engine'] });

/** Runs one session over the engine port; undefined where all was well and the chain works afterwards. */
export async function runEngineSession({ seed, session, bodies }: EngineSession) {
  const random = new Random(caseSeed(seed, session));
  const chain = await EngineChain.open();
  try {
    const start = await chain.genesisHash();
    await chain.send(0);
    const blocks = await chain.grow(start, TIMES.merge, BLOCKS, 1);
    await chain.choose(start);
    blocks.push(...(await chain.grow(start, TIMES.merge, BLOCKS, 2)));
    const known = knownValues(blocks, start);
    for (let index = 0; index < bodies; index++) {
      const body = random.chance(0.5)
        ? randomBody({ random, methods: METHODS, known }, 1)
        : nearlyRight(random, blocks);
      const complaint = complaintOf(body, await (await chain.post(body.text)).text());
      if (complaint !== undefined) return { index, body: body.text, complaint } satisfies EngineFinding;
    }
    const broken = await brokenChain(chain, blocks);
    return broken === undefined ? undefined : { index: bodies, body: '', complaint: broken };
  } finally {
    await chain.close();
  }
}

/** A request as a consensus client sends it, whole or with something of it bent. */
function nearlyRight(random: Random, blocks: readonly Built[]): FuzzBody {
  const built = random.pick(blocks);
  const { timestamp, blockHash, transactions } = built.payload;
  const [tell, choose] = VERSIONS[forkAt(Number(timestamp))];
  const hash = () => random.pick([blockHash, random.pick(blocks).payload.blockHash, ZERO]);
  const asked: [method: string, params: unknown[]] = random.pick<() => [string, unknown[]]>([
    () => [`engine_newPayloadV${tell}`, [built.payload, ...besidesOf(built)]],
    () => [
      `engine_newPayloadV${tell}`,
      [{ ...built.payload, transactions: transactions.slice(1) }, ...besidesOf(built)],
    ],
    () => [`engine_forkchoiceUpdatedV${choose}`, [choice(blockHash, hash(), hash())]],
    () => [
      `engine_forkchoiceUpdatedV${choose}`,
      [choice(blockHash), attributesAt(Number(timestamp) + random.int(30), random.int(9))],
    ],
    () => [`engine_getPayloadBodiesByHashV${1 + random.int(2)}`, [[hash(), hash()]]],
  ])();
  const [method, params] = asked;
  const sent = random.chance(0.5)
    ? params
    : params.map((param) => (random.chance(0.6) ? bend(random, param) : param));
  const found = METHODS.find(({ name }) => name === method);
  return {
    text: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: sent }),
    methods: new Map(found === undefined ? [] : [[1, found]]),
    answers: 1,
    transport: 'http',
  };
}

/** What exists on the chain, by the title of the schema that it fits. */
function knownValues(blocks: readonly Built[], start: string): KnownValues {
  const hashes = blocks.map(({ payload }) => payload.blockHash);
  return {
    hash32: [...hashes, start, ZERO, `0x${'ff'.repeat(32)}`],
    quantity64: [
      '0x0',
      '0x1',
      '0x5',
      '0x400',
      ...blocks.slice(0, BLOCKS).map(({ payload }) => payload.timestamp),
    ],
    data: ['0x', '0x00', '0xc0', ...blocks.flatMap(({ payload }) => payload.transactions)],
    bytes256: [`0x${'00'.repeat(256)}`],
    bytesMax32: ['0x', '0x1234'],
    payloadId: ['0x0000000000000000', '0x0300000000000000'],
    bitmap128: [`0x${'00'.repeat(16)}`, `0x${'ff'.repeat(16)}`],
    text: ['', 'engine_newPayloadV4'],
  };
}

/** After everything, blocks that were never final or refused must still be good, and a new one be made on them. */
async function brokenChain(chain: EngineChain, blocks: readonly Built[]): Promise<string | undefined> {
  try {
    const last = blocks.slice(0, BLOCKS).concat(blocks.slice(BLOCKS)).at(-1) as Built;
    const finalized = await chain.ask('eth_getBlockByNumber', 'finalized', false);
    const branch = (first: number) => blocks.slice(first, first + BLOCKS);
    const onLeft = branch(0).some(({ payload }) => payload.blockHash === finalized.result?.hash);
    const head = onLeft ? (branch(0).at(-1) as Built) : last;
    for (const built of branch(onLeft ? 0 : BLOCKS)) {
      const { status, validationError } = await chain.tell(built);
      if (status !== 'VALID') return `block ${built.payload.blockNumber} is ${status}: ${validationError}`;
    }
    const { status } = await chain.choose(head.payload.blockHash);
    if (status !== 'VALID') return `the head is ${status}`;
    const latest = (await chain.ask('eth_getBlockByNumber', 'latest', false)).result?.hash;
    return latest === head.payload.blockHash ? undefined : `the head is ${latest}`;
  } catch (error) {
    return `the chain does not work: ${error}`;
  }
}
