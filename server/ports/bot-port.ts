import type { BotAskResult } from '#contracts/bot.ts';
export type AskResult = BotAskResult;
