import { NotificationsUnsupportedError, ServerError } from '../errors.ts';
import { type Caller, type Connection, type Method, required } from '../method.ts';
import { Bool, Quantity } from '../schema/scalar.ts';

/** The connection that a subscription lives on; `NotificationsUnsupportedError` for a caller that has none. */
export function connectionOf({ connection }: Caller): Connection {
  if (connection === undefined) throw new NotificationsUnsupportedError();
  return connection;
}

/** `<namespace>_unsubscribe`: the same in every namespace that has subscriptions. */
export function unsubscribeMethod(namespace: string): Method {
  return {
    name: `${namespace}_unsubscribe`,
    summary: 'Ends a subscription of this connection.',
    params: [required('subscriptionId', Quantity)],
    result: Bool,
    resultName: 'ended',
    websocketOnly: true,
    handler: ([id], _context, caller) => {
      if (!connectionOf(caller).unsubscribe(id as string)) throw new ServerError('subscription not found');
      return true;
    },
  };
}
