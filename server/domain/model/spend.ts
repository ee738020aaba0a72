import type { ModelLimits } from '#contracts/model.ts';

/** About how many tokens a text is: four Latin letters or one other letter each, rounded up; rather too many than too few. */
export const estimateTokens = (text: string): number => {
  let latin = 0;
  let other = 0;
  for (const letter of text) {
    if (letter.charCodeAt(0) < 0x2e80) latin += 1;
    else other += 1;
  }
  return Math.ceil(latin / 4 + other * 1.2) + 4;
};

/** What tokens cost, in units of the currency. */
export const moneyOf = (
  { priceIn, priceOut }: Pick<ModelLimits, 'priceIn' | 'priceOut'>,
  tokensIn: number,
  tokensOut: number,
): number => (tokensIn * priceIn + tokensOut * priceOut) / 1_000;
