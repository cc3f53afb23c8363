import { expect, test } from 'bun:test';
import { ALICE, BOB, startProgram } from '../program.ts';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
}
interface Span {
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status?: { readonly code?: number; readonly message?: string };
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

test('a collector hears of requests, with their errors, and of blocks', async () => {
  const sent: Sent[] = [];
  const paths = new Set<string>();
  const collector = Bun.serve({
    port: 0,
    async fetch(request) {
      paths.add(new URL(request.url).pathname);
      sent.push((await request.json()) as Sent);
      return Response.json({});
    },
  });
  const node = await startProgram(['dev', '--otel-endpoint', `http://127.0.0.1:${collector.port}`]);
  await node.call('eth_sendTransaction', { from: ALICE.address, to: BOB.address, value: '0x1' });
  await node.call('eth_call', { to: BOB.address, data: 'not hex' }).catch(() => undefined);
  // What waits is sent at the end.
  expect(await node.end('SIGTERM')).toBe(0);
  await collector.stop(true);

  expect([...paths]).toEqual(['/v1/traces']);
  const groups = sent.flatMap(({ resourceSpans }) => resourceSpans);
  const service = groups[0]?.resource.attributes.find(({ key }) => key === 'service.name');
  expect(service?.value.stringValue).toBe('xai');
  const spans = groups.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const named = (name: string) => spans.find((span) => span.name === name);
  const attribute = (name: string, key: string) =>
    named(name)?.attributes.find((given) => given.key === key)?.value;
  expect(attribute('eth_sendTransaction', 'rpc.system')?.stringValue).toBe('jsonrpc');
  expect(attribute('make block', 'xai.block.number')?.stringValue).toBe('1');
  expect(attribute('make block', 'xai.block.gas_used')?.stringValue).toBe('21000');
  expect(Number(attribute('eth_call', 'rpc.jsonrpc.error_code')?.intValue)).toBe(-32602);
  expect(named('eth_call')?.status?.code).toBe(2);
  for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
    expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
  }
  // No parameters: they may be what nobody else is to know.
  expect(JSON.stringify(sent)).not.toContain(BOB.address.slice(2));
}, 30_000);

test('a collector that is away holds up nothing', async () => {
  const node = await startProgram(['dev', '--otel-endpoint', 'http://127.0.0.1:1']);
  for (let i = 0; i < 20; i++) expect(await node.call<string>('eth_chainId')).toBe('0x7a69');
  expect(await node.end('SIGTERM')).toBe(0);
}, 30_000);
