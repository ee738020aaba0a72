import type { Account, SendContext } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';

/** What an adapter's client is given, over loopback; `item` serves `fetchMedia` too. */
export const sendContext = <S>(
  account: Account<S>,
  more: Partial<SendContext<S>> & { item?: () => Promise<unknown> } = {},
): SendContext<S> & { item(): Promise<unknown> } => ({
  account,
  idempotencyKey: 'key-1',
  to: '',
  threadKey: '',
  http: createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'] }),
  resolve: async (host) => (host === 'localhost' ? '127.0.0.1' : host),
  file: async () => {
    throw new AppError('not-found', { what: 'file' });
  },
  item: async () => undefined,
  signal: new AbortController().signal,
  fileUrl: (id) => `https://files.test/${id}`,
  ...more,
});
