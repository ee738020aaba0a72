import type { z } from 'zod';
import type { MessageExtra, OutboundChoices } from '#contracts/message.ts';

type Given = { [K in keyof OutboundChoices]?: OutboundChoices[K] | undefined };

/** An agent's choices as the message carries them; nothing when nothing was chosen. */
export const extraOfChoices = ({
  template,
  mail,
  replyPrivately,
  links,
}: Given): { extra?: z.infer<typeof MessageExtra> } => {
  const extra = {
    ...(template ? { template } : {}),
    ...(mail ? { mail } : {}),
    ...(replyPrivately ? { replyPrivately } : {}),
    ...(links?.length ? { links } : {}),
  };
  return Object.keys(extra).length > 0 ? { extra } : {};
};
