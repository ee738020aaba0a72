import type { Channel } from '#contracts/message.ts';
import type { AnyChannel } from './channel.ts';

/** A channel that can be connected. Its code is loaded when the first account of it is used, so an SDK nobody uses costs nothing. */
export interface RegisteredChannel {
  /** Adapter id, also its folder. */
  id: string;
  /** Kind of channel: its delivery queue stands before its code is loaded. */
  channel: Channel;
  load(): Promise<AnyChannel>;
}

/** Every channel of the product, one line each. */
export const CHANNELS: readonly RegisteredChannel[] = [
  { id: 'web-chat', channel: 'web-chat', load: async () => (await import('./web-chat/index.ts')).webChat },
  { id: 'sms', channel: 'sms', load: async () => (await import('./sms/index.ts')).sms },
  { id: 'sms-vonage', channel: 'sms', load: async () => (await import('./sms-vonage/index.ts')).vonage },
  { id: 'line', channel: 'line', load: async () => (await import('./line/index.ts')).line },
  { id: 'email', channel: 'email', load: async () => (await import('./email/index.ts')).email },
  {
    id: 'telegram',
    channel: 'telegram',
    load: async () => (await import('./telegram/index.ts')).telegram,
  },
  { id: 'x', channel: 'x', load: async () => (await import('./x/index.ts')).x },
  { id: 'api', channel: 'api', load: async () => (await import('./api/index.ts')).api },
  { id: 'review', channel: 'review', load: async () => (await import('./review/index.ts')).review },
  {
    id: 'bot-framework',
    channel: 'bot-framework',
    load: async () => (await import('./bot-framework/index.ts')).botFramework,
  },
  {
    id: 'messenger',
    channel: 'messenger',
    load: async () => (await import('./messenger/index.ts')).messenger,
  },
  {
    id: 'whatsapp',
    channel: 'whatsapp',
    load: async () => (await import('./whatsapp/index.ts')).whatsapp,
  },
  {
    id: 'instagram',
    channel: 'instagram',
    load: async () => (await import('./instagram/index.ts')).instagram,
  },
];
