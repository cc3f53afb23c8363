import type { Method } from '../../../rpc/method.ts';
import { sample } from '../../rpc/support/sampler.ts';
import type { Random } from '../random.ts';

/** What is sent, and what may come back. */
export interface FuzzBody {
  readonly text: string;
  /** the methods of well-formed requests by their ids: their results must have the table's form */
  readonly methods: ReadonlyMap<number, Method>;
  /** how many requests of it want an answer; undefined: garbage, of which nothing can be said */
  readonly answers: number | undefined;
  readonly transport: 'http' | 'websocket';
}

/** What exists on the chain, by the title of the schema that it fits. */
export type KnownValues = Readonly<Record<string, string[]>>;

/** What bodies are made of. */
export interface BodyContext {
  readonly random: Random;
  readonly methods: readonly Method[];
  readonly known: KnownValues;
}

const MOST_IN_BATCH = 8;

/** One body: a request mostly, else a batch, JSON of any kind, or what is no JSON at all. */
export function randomBody(context: BodyContext, firstId: number): FuzzBody {
  const { random } = context;
  const transport = random.chance(0.15) ? 'websocket' : 'http';
  const roll = random.int(100);
  if (roll < 82) {
    const { request, method } = randomRequest(context, firstId);
    return { text: JSON.stringify(request), methods: new Map([[firstId, method]]), answers: 1, transport };
  }
  if (roll < 92) {
    const made = random.list(MOST_IN_BATCH, () => 0).map((_, i) => randomRequest(context, firstId + i));
    const methods = new Map(made.map(({ method }, i) => [firstId + i, method]));
    const requests: unknown[] = made.map(({ request }) => request);
    const odd = random.chance(0.3);
    if (odd) requests.push(randomJson(random, 2));
    const answers = odd || made.length === 0 ? undefined : made.length;
    return { text: JSON.stringify(requests), methods, answers, transport };
  }
  const text = roll < 96 ? JSON.stringify(oddEnvelope(context, firstId)) : brokenText(context, firstId);
  return { text, methods: new Map(), answers: undefined, transport: 'http' };
}

function randomRequest(context: BodyContext, id: number): { request: object; method: Method } {
  const method = context.random.pick(context.methods);
  return {
    request: { jsonrpc: '2.0', id, method: method.name, params: randomParams(context, method) },
    method,
  };
}

/** Parameters by the schemas, and now and then bent: one more, one less, one of another kind, nulls, no array. */
function randomParams({ random, known }: BodyContext, method: Method): unknown {
  const next = () => random.int(2 ** 31) / 2 ** 31;
  const given = method.params.filter(({ required }) => required || random.chance(0.7));
  const params: unknown[] = given.map(({ schema }) => sample(schema, known, next));
  // they wait for a block, up to a minute where they are told to
  if (method.name.endsWith('Sync')) return [params[0], random.pick<unknown>([0, '0x1', '20'])];
  if (random.chance(0.85)) return params;
  switch (random.int(6)) {
    case 0:
      return [...params, randomJson(random, 2)];
    case 1:
      return params.slice(1);
    case 2:
      return params.length === 0 ? params : params.with(random.int(params.length), randomJson(random, 3));
    case 3:
      return params.map(() => null);
    case 4:
      return params.map((param) => bend(random, param));
    default:
      return random.pick<unknown>([{}, null, 'x', 0, { 0: params[0] }, [params], undefined]);
  }
}

/** The value with one part of it nearly right. */
export function bend(random: Random, value: unknown): unknown {
  if (typeof value === 'string') {
    return random.pick([
      `${value}0`,
      value.slice(0, -1),
      value.toUpperCase(),
      ` ${value}`,
      value.replace('0x', ''),
      value.replace('0x', '0X'),
      value.replace('0x', '0x0'),
      `${value}\u0000`,
    ]);
  }
  if (Array.isArray(value))
    return random.chance(0.5) ? value.map((part) => bend(random, part)) : [...value, ...value];
  if (typeof value !== 'object' || value === null) return random.pick([null, [value], `${value}`, -1]);
  const entries = Object.entries(value);
  if (entries.length === 0) return { '': null };
  const at = random.int(entries.length);
  return Object.fromEntries(
    entries.map(([key, part], i) =>
      i === at ? [random.chance(0.2) ? `${key}_` : key, bend(random, part)] : [key, part],
    ),
  );
}

/** JSON of any kind, nested up to some depth. */
function randomJson(random: Random, depth: number): unknown {
  if (depth > 0 && random.chance(0.4)) {
    const parts = random.list(3, () => randomJson(random, depth - 1));
    if (random.chance(0.5)) return parts;
    const keys = ['', 'a', '0', '__proto__', 'constructor', 'toString', 'fromBlock', 'to', 'tracer'];
    return Object.fromEntries(parts.map((part) => [random.pick(keys), part]));
  }
  return random.pick<unknown>([
    ...[
      null,
      true,
      false,
      0,
      -0,
      -1,
      1.5,
      1e308,
      2 ** 53,
      '',
      '0x',
      '0x0',
      '0xg',
      'latest',
      '\ud800',
      '💥',
      '\\',
      '"',
    ],
    '0x'.padEnd(2000, 'f'),
  ]);
}

/** An envelope that is wrong in one way. */
function oddEnvelope(context: BodyContext, id: number): unknown {
  const { random } = context;
  const { request } = randomRequest(context, id);
  return random.pick<() => unknown>([
    () => randomJson(random, 4),
    () => ({ ...request, jsonrpc: random.pick<unknown>(['1.0', 2, null, undefined]) }),
    () => ({ ...request, id: random.pick<unknown>([null, {}, [], true, 1.5, 'x', -1, '']) }),
    () => ({ ...request, id: undefined }),
    () => ({
      ...request,
      method: random.pick<unknown>(['', 'eth_', 'eth_nothing', '__proto__', 'constructor', null, 5, {}]),
    }),
    () => ({ ...request, extra: randomJson(random, 2) }),
    () => [[request]],
    () => [null, 1, '', [], {}],
  ])();
}

/** What does not parse, or only just. */
function brokenText(context: BodyContext, id: number): string {
  const { random } = context;
  const text = JSON.stringify(randomRequest(context, id).request);
  return random.pick([
    () => text.slice(0, random.int(text.length)),
    () => text.replaceAll('"', "'"),
    () => `${text}${text}`,
    () => '['.repeat(random.pick([10, 1000, 100_000])),
    () => `${'['.repeat(5000)}${']'.repeat(5000)}`,
    () => `{"a":${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}}`,
    () => '',
    () => '\u0000',
    () => `\ufeff${text}`,
    () => text.replace('2.0', '2.0\\u0000'),
    () => `${text.slice(0, -1)},"id":2}`,
  ])();
}
