/** A WebSocket that is asked one thing at a time; notifications of subscriptions are passed over. */
export class SocketClient {
  readonly #socket: WebSocket;
  readonly #open: Promise<void>;
  #take: (text: string) => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(url: string) {
    this.#socket = new WebSocket(url.replace('http', 'ws'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#open = promise;
    this.#open.catch(() => {});
    this.#socket.onopen = () => resolve();
    this.#socket.onclose = ({ code }) => {
      const error = new Error(`the socket was closed with ${code}`);
      reject(error);
      this.#fail(error);
    };
    this.#socket.onmessage = ({ data }) => {
      const text = String(data);
      if (!/^\{"jsonrpc":"2\.0","method":/.test(text)) this.#take(text);
    };
  }

  /** The next answer. Rejects where the socket is closed instead. */
  async ask(text: string): Promise<string> {
    await this.#open;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#take = resolve;
    this.#fail = reject;
    this.#socket.send(text);
    return promise;
  }

  close(): void {
    this.#socket.close();
  }
}
