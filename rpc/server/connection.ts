import type { ServerWebSocket } from 'bun';
import { LimitExceededError } from '../errors.ts';
import type { Connection, Namespace } from '../method.ts';
import { newId } from '../newId.ts';

/** WebSocket close code for a client that reads too slowly: "try again later". */
const TOO_SLOW = 1013;

/** Milliseconds that a client which is being dropped gets to take the close frame. */
const DROP_GRACE_MS = 1_000;

/** Milliseconds between two looks at how much a client has read. */
const DRAIN_CHECK_MS = 20;

interface Subscription {
  stop(): void;
  /** Notifications from before the answer that tells the id; undefined once it is out. */
  held: string[] | undefined;
}

/**
 * One WebSocket with its subscriptions. What the client does not read waits in a buffer of bounded size; a client that
 * lets it fill up is disconnected, so that it notices and starts again instead of missing notifications.
 */
export class WebSocketConnection {
  readonly #subscriptions = new Map<string, Subscription>();
  #socket: ServerWebSocket<WebSocketConnection> | undefined;
  #endStream: (() => void) | undefined;

  constructor(
    readonly options: {
      readonly subscriptionLimit: number;
      readonly sendBufferLimit: number;
      /** Whether the client may make so many requests now; undefined: any number. */
      readonly mayAsk?: ((requests: number) => boolean) | undefined;
      /** Begins what is sent from the first moment on, and returns what ends it: the connection takes no requests then. */
      readonly stream?: ((send: (text: string) => void) => () => void) | undefined;
    },
  ) {}

  /** How many there are now. */
  get subscriptions(): number {
    return this.#subscriptions.size;
  }

  opened(socket: ServerWebSocket<WebSocketConnection>): void {
    this.#socket = socket;
    this.#endStream = this.options.stream?.((text) => this.send(text));
  }

  /** Ends every subscription; nothing is sent from now on. */
  closed(): void {
    this.#socket = undefined;
    for (const { stop } of this.#subscriptions.values()) stop();
    this.#subscriptions.clear();
    this.#endStream?.();
    this.#endStream = undefined;
  }

  send(text: string): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    if (socket.getBufferedAmount() > this.options.sendBufferLimit) {
      this.closed();
      socket.close(TOO_SLOW, 'the client reads too slowly');
      setTimeout(() => socket.terminate(), DROP_GRACE_MS).unref();
      return;
    }
    socket.send(text);
  }

  /**
   * The connection as the requests of one message see it, and `announce`, to be called when the message's answer has
   * been sent: it lets the notifications of the subscriptions that the message made flow.
   */
  scope(): { readonly connection: Connection; announce(): void } {
    const made: string[] = [];
    return {
      connection: {
        subscribe: (start, namespace = 'eth') => {
          const id = this.#subscribe(start, namespace);
          made.push(id);
          return id;
        },
        unsubscribe: (id) => this.#unsubscribe(id),
        drained: () => this.#drained(),
      },
      announce: () => {
        for (const id of made) this.#announce(id);
      },
    };
  }

  #subscribe(start: (notify: (result: string) => void) => () => void, namespace: Namespace): string {
    if (this.#subscriptions.size >= this.options.subscriptionLimit) {
      throw new LimitExceededError(
        `too many subscriptions: the limit is ${this.options.subscriptionLimit} (--rpc-subscription-limit)`,
      );
    }
    const id = newId();
    const held: string[] = [];
    const subscription: Subscription = { stop: () => {}, held };
    this.#subscriptions.set(id, subscription);
    const head = `{"jsonrpc":"2.0","method":"${namespace}_subscription","params":{"subscription":"${id}","result":`;
    subscription.stop = start((result) => {
      if (!this.#subscriptions.has(id)) return;
      const text = `${head}${result}}}`;
      if (subscription.held === undefined) this.send(text);
      else subscription.held.push(text);
    });
    return id;
  }

  async #drained(): Promise<void> {
    const enough = this.options.sendBufferLimit / 4;
    const holds = () => [...this.#subscriptions.values()].some(({ held }) => (held?.length ?? 0) > 0);
    while (this.#socket !== undefined && (this.#socket.getBufferedAmount() > enough || holds())) {
      await Bun.sleep(DRAIN_CHECK_MS);
    }
  }

  #unsubscribe(id: string): boolean {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) return false;
    this.#subscriptions.delete(id);
    subscription.stop();
    return true;
  }

  #announce(id: string): void {
    const subscription = this.#subscriptions.get(id);
    const held = subscription?.held ?? [];
    if (subscription !== undefined) subscription.held = undefined;
    for (const text of held) this.send(text);
  }
}
