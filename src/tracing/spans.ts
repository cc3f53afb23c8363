import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Block } from '../../chain/block/block.ts';
import type { RequestEvent } from '../../rpc/server/options.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { VERSION } from '../version.ts';

/** Milliseconds that spans are gathered before they are sent. */
const DELAY = 1000;
/** Spans that wait; further ones are dropped: a collector that is away must not fill the memory. */
const MOST_WAITING = 4096;

/** Milliseconds that the collector gets for what waits when the node ends. */
const LAST_WORDS = 2000;

/** What the node does, told to an OpenTelemetry collector. */
export interface Spans {
  /** A span for an answered request, under the names of OpenTelemetry's conventions for RPC. */
  readonly onRequest: (event: RequestEvent) => void;
  /** A span for a block that was made here, from its beginning to its announcement. */
  readonly onMade: (block: Block, milliseconds: number) => void;
  /** Sends what waits. */
  close(): Promise<void>;
}

/** Begins to send spans by OTLP over HTTP (JSON) to `endpoint`, the collector's base address. No parameters are told. */
export function startSpans(endpoint: string): Spans {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'xai', 'service.version': VERSION }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
        scheduledDelayMillis: DELAY,
        maxQueueSize: MOST_WAITING,
      }),
    ],
  });
  const tracer = provider.getTracer('xai', VERSION);
  return {
    onRequest({ method, transport, milliseconds, error }) {
      const end = Date.now();
      const span = tracer.startSpan(method, {
        kind: SpanKind.SERVER,
        startTime: end - milliseconds,
        attributes: { 'rpc.system': 'jsonrpc', 'rpc.method': method, 'network.protocol.name': transport },
      });
      if (error !== undefined) {
        span.setAttribute('rpc.jsonrpc.error_code', error.code);
        span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      }
      span.end(end);
    },
    onMade({ header, hash, transactions }, milliseconds) {
      const end = Date.now();
      const attributes = {
        'xai.block.number': header.number.toString(),
        'xai.block.hash': toHex(hash),
        'xai.block.transactions': transactions.length,
        'xai.block.gas_used': header.gasUsed.toString(),
      };
      tracer.startSpan('make block', { startTime: end - milliseconds, attributes }).end(end);
    },
    close: () => Promise.race([provider.shutdown(), Bun.sleep(LAST_WORDS)]),
  };
}
