import type { z } from 'zod';
import { MINUTE } from '#contracts/time.ts';
import type { GeneralSettings } from '#contracts/views.ts';

const weekday = [{ from: 9 * 60, to: 18 * 60 }];

/** What holds until somebody saves settings: version 0. Weekdays 9:00–18:00 in Tokyo; CSAT five minutes after resolve, NPS every 90 days. */
export const DEFAULT_SETTINGS: z.infer<typeof GeneralSettings> = {
  shopName: { ja: 'まどぐちストア', en: 'Madoguchi Store' },
  botName: { ja: 'まどか', en: 'Madoka' },
  language: 'ja',
  hours: {
    timeZone: 'Asia/Tokyo',
    week: { '1': weekday, '2': weekday, '3': weekday, '4': weekday, '5': weekday, '6': [], '7': [] },
    exceptions: {},
  },
  csat: { enabled: true, delayMs: 5 * MINUTE },
  nps: { enabled: true, everyDays: 90 },
  bot: {
    enabled: true,
    bands: {
      ja: { answer: 0.5, clarify: 0.15, margin: 0.1 },
      en: { answer: 0.5, clarify: 0.15, margin: 0.1 },
    },
  },
  version: 0,
};
