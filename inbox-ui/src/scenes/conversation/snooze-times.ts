import { HOUR } from '#contracts/time.ts';

/** Morning of a working day. Hour. */
const MORNING = 9;

const morning = (from: Date, days: number): Date => {
  const at = new Date(from);
  at.setDate(at.getDate() + days);
  at.setHours(MORNING, 0, 0, 0);
  return at;
};

/** Until when one snoozes most: in three hours, tomorrow, next Monday, in a week. Local time. */
export const snoozeTimes = (now: Date): { key: 'later' | 'tomorrow' | 'monday' | 'week'; until: Date }[] => {
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { key: 'later', until: new Date(now.getTime() + 3 * HOUR) },
    { key: 'tomorrow', until: morning(now, 1) },
    { key: 'monday', until: morning(now, toMonday) },
    { key: 'week', until: morning(now, 7) },
  ];
};
