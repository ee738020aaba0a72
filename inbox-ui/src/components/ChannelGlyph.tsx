import {
  IconBrandInstagram,
  IconBrandMessenger,
  IconBrandTeams,
  IconBrandTelegram,
  IconBrandWhatsapp,
  IconBrandX,
  IconDeviceMobileMessage,
  IconMail,
  IconMailbox,
  IconMessage,
  IconPhone,
  IconPlugConnected,
  IconPrinter,
  IconStar,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { Channel } from '#contracts/message.ts';

const ICONS = {
  'web-chat': IconMessage,
  email: IconMail,
  sms: IconDeviceMobileMessage,
  whatsapp: IconBrandWhatsapp,
  messenger: IconBrandMessenger,
  instagram: IconBrandInstagram,
  telegram: IconBrandTelegram,
  x: IconBrandX,
  api: IconPlugConnected,
  'bot-framework': IconBrandTeams,
  review: IconStar,
  phone: IconPhone,
  fax: IconPrinter,
  post: IconMailbox,
  meeting: IconUsersGroup,
} as const;

const HUES: Partial<Record<Channel, string>> = {
  'web-chat': 'web',
  email: 'email',
  sms: 'sms',
  whatsapp: 'whatsapp',
  messenger: 'messenger',
  instagram: 'instagram',
  line: 'line',
  telegram: 'telegram',
  x: 'x',
  'bot-framework': 'teams',
  review: 'review',
  phone: 'phone',
};

/** A channel's own mark in its own hue; the only place a hue appears. Says nothing to a screen reader. */
export const ChannelGlyph = ({ channel, size = 14 }: { channel: Channel; size?: number }) => {
  const hue = HUES[channel];
  const color = hue === undefined ? 'var(--text-3)' : `var(--ch-${hue})`;
  if (channel === 'line')
    return (
      <svg width={size} height={size} viewBox="0 0 24 24" style={{ color, flex: 'none' }} aria-hidden="true">
        <path
          d="M12 2.8c5.6 0 9.8 3.5 9.8 7.9 0 3.9-4.3 7.4-8.6 10.4-.7.5-1.3.2-1.2-.6l.2-1.8C6.6 18.6 2.2 15.1 2.2 10.7c0-4.4 4.2-7.9 9.8-7.9z"
          fill="currentColor"
        />
        <path
          d="M9.6 7.5v6.3h5"
          stroke="var(--surface)"
          strokeWidth="2.2"
          fill="none"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    );
  const Icon = ICONS[channel];
  return <Icon size={size} stroke={1.6} style={{ color, flex: 'none' }} aria-hidden="true" />;
};
