import type { BusinessHours, QueuePlace } from '#contracts/queue.ts';
import type { Language } from '#contracts/time.ts';
import { DAY, MINUTE } from '#contracts/time.ts';
import { isOpen, isTimeZone, nextOpening } from '../sla/business-hours.ts';
import en from './replies.en.json' with { type: 'json' };
import ja from './replies.ja.json' with { type: 'json' };

const WORDS = { ja, en } as const;
const LOCALE: Record<Language, string> = { ja: 'ja-JP', en: 'en-GB' };

const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/gu, (whole, key: string) => values[key] ?? whole);

const format = (
  at: Date,
  language: Language,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): string => new Intl.DateTimeFormat(LOCALE[language], { timeZone, ...options }).format(at);

const dayOf = (at: Date, timeZone: string): string => format(at, 'en', timeZone, { dateStyle: 'short' });

/** When, in words: 本日10:00, 明日10:00, 11月24日(火)10:00. In the customer's zone where it is known, with the zone named when it is not the shop's. */
const promised = (
  at: Date,
  now: Date,
  language: Language,
  shopZone: string,
  customerZone: string | undefined,
): string => {
  const zone = customerZone && isTimeZone(customerZone) ? customerZone : shopZone;
  const foreign = zone !== shopZone ? ({ timeZoneName: 'short' } as const) : {};
  const time = format(at, language, zone, { hour: '2-digit', minute: '2-digit', hour12: false, ...foreign });
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return fill(WORDS[language].today, { time });
  if (day === dayOf(new Date(now.getTime() + DAY), zone)) return fill(WORDS[language].tomorrow, { time });
  const date = format(at, language, zone, { month: 'long', day: 'numeric', weekday: 'short' });
  return language === 'ja' ? `${date}${time}` : `${time} on ${date}`;
};

/**
 * What a customer is told when nobody is there: closed and answered by when, or open and nobody free. `live`: the channel shows answers as they come.
 * `toldMatter`: they have said what it is about, and are not asked again.
 */
export const nobodyThereReply = (facts: {
  language: Language;
  hours: BusinessHours;
  now: Date;
  customerZone?: string | undefined;
  live: boolean;
  toldMatter: boolean;
  /** Out of hours: by when an answer is promised. Absent: from when there is somebody. */
  promisedBy?: Date | undefined;
}): string => {
  const words = WORDS[facts.language];
  const sentences = (...all: string[]): string =>
    all.filter(Boolean).join(facts.language === 'ja' ? '' : ' ');
  if (isOpen(facts.hours, facts.now))
    return facts.live
      ? sentences(words.nobodyOpen, facts.toldMatter ? '' : words.nobodyOpenAsk)
      : words.nobodyOpenMessage;
  const opens = nextOpening(facts.hours, facts.now);
  const at = facts.promisedBy ?? opens;
  const closed = at
    ? fill(facts.promisedBy ? words.nobodyClosedBy : words.nobodyClosed, {
        time: promised(at, facts.now, facts.language, facts.hours.timeZone, facts.customerZone),
      })
    : words.nobodyClosedNoTime;
  return sentences(closed, facts.toldMatter ? words.nobodyClosedTold : words.nobodyClosedAsk);
};

/** What an agent is told who was set to away because offers came to nothing. */
export const restingNotice = (language: Language): { title: string; text: string } => ({
  title: WORDS[language].missedOffers,
  text: WORDS[language].missedOffersText,
});

/** Where a customer stands in the queue; minutes are rounded up, at least one. */
export const placeReply = (language: Language, place: QueuePlace): string => {
  const words = WORDS[language];
  if (place.estimateMs === undefined) return fill(words.place, { place: String(place.place) });
  return fill(words.placeWithEstimate, {
    place: String(place.place),
    minutes: String(Math.max(1, Math.ceil(place.estimateMs / MINUTE))),
  });
};
