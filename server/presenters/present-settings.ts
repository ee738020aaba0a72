import type { z } from 'zod';
import type { GeneralSettings } from '#contracts/views.ts';
import type { Settings } from '../ports/content-stores.ts';

/** Settings as they go out: of the recognizer's key only whether there is one. */
export const presentSettings = (settings: Settings): z.infer<typeof GeneralSettings> => {
  const { recognizer, ...bot } = settings.bot;
  if (!recognizer) return { ...settings, bot };
  const { kind, url, model, sealedKey } = recognizer;
  return {
    ...settings,
    bot: {
      ...bot,
      recognizer: {
        kind,
        ...(url === undefined ? {} : { url }),
        ...(model === undefined ? {} : { model }),
        keySet: sealedKey !== undefined,
      },
    },
  };
};
