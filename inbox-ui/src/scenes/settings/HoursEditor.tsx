import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { BusinessHours } from '#contracts/queue.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import css from './settings.module.css';

type Hours = z.infer<typeof BusinessHours>;
type Range = Hours['week'][string][number];
const WEEK = ['1', '2', '3', '4', '5', '6', '7'] as const;
const NINE_TO_SIX: Range = { from: 540, to: 1_080 };
const MOST_RANGES = 6;

/** Minutes since midnight as a time field wants them; the end of the day is 23:59 there. */
export const toClock = (minutes: number): string => {
  const shown = Math.min(minutes, 1_439);
  return `${String(Math.floor(shown / 60)).padStart(2, '0')}:${String(shown % 60).padStart(2, '0')}`;
};
/** A time field's minutes; 23:59 as an end is the whole day. */
export const toMinutes = (clock: string, end: boolean): number => {
  const [h = 0, m = 0] = clock.split(':').map(Number);
  return end && h === 23 && m === 59 ? 1_440 : h * 60 + m;
};

const weekday = (day: string): string =>
  new Intl.DateTimeFormat(currentLanguage() === 'ja' ? 'ja-JP' : 'en-GB', {
    weekday: 'short',
    timeZone: 'UTC',
  }).format(Date.parse(`2024-01-0${day}T00:00:00Z`));

const Ranges = ({
  name,
  ranges,
  onChange,
}: {
  name: string;
  ranges: readonly Range[];
  onChange: (next: Range[]) => void;
}) => {
  const { t } = useTranslation('settings');
  const put = (index: number, patch: Partial<Range>): void =>
    onChange(ranges.map((range, at) => (at === index ? { ...range, ...patch } : range)));
  return (
    <div className={css.ranges}>
      {ranges.length === 0 ? <span className="t3">{t('general.closed')}</span> : null}
      {ranges.map((range, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a range has no name but its place
        <span key={index} className={css.range}>
          <TextInput
            type="time"
            aria-label={t('general.from', { day: name })}
            value={toClock(range.from)}
            onChange={(event) => put(index, { from: toMinutes(event.currentTarget.value, false) })}
          />
          –
          <TextInput
            type="time"
            aria-label={t('general.to', { day: name })}
            value={toClock(range.to)}
            onChange={(event) => put(index, { to: toMinutes(event.currentTarget.value, true) })}
          />
          <ActionIcon
            aria-label={t('general.removeRange')}
            onClick={() => onChange(ranges.filter((_, at) => at !== index))}
          >
            <IconX size={14} stroke={1.6} />
          </ActionIcon>
        </span>
      ))}
      {ranges.length < MOST_RANGES ? (
        <ActionIcon
          aria-label={`${name} ${t('general.addRange')}`}
          title={t('general.addRange')}
          onClick={() => onChange([...ranges, NINE_TO_SIX])}
        >
          <IconPlus size={14} stroke={1.6} />
        </ActionIcon>
      ) : null}
    </div>
  );
};

/** Opening times by weekday, and dated exceptions. */
export const HoursEditor = ({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) => {
  const { t } = useTranslation('settings');
  const dates = Object.keys(hours.exceptions).sort();
  const setDates = (exceptions: Hours['exceptions']): void => onChange({ ...hours, exceptions });
  const without = (date: string): Hours['exceptions'] =>
    Object.fromEntries(Object.entries(hours.exceptions).filter(([key]) => key !== date));
  return (
    <>
      <div className={css.week}>
        {WEEK.map((day) => (
          <div key={day} className={css.day}>
            <span>{weekday(day)}</span>
            <Ranges
              name={weekday(day)}
              ranges={hours.week[day] ?? []}
              onChange={(next) => onChange({ ...hours, week: { ...hours.week, [day]: next } })}
            />
          </div>
        ))}
      </div>
      <h3 className="sm t2">{t('general.exceptions')}</h3>
      <div className={css.week}>
        {dates.map((date) => (
          <div key={date} className={`${css.day} ${css.exception}`}>
            <TextInput
              type="date"
              aria-label={t('general.date')}
              value={date}
              onChange={(event) => {
                const next = event.currentTarget.value;
                if (next !== '') setDates({ ...without(date), [next]: hours.exceptions[date] ?? [] });
              }}
            />
            <Ranges
              name={date}
              ranges={hours.exceptions[date] ?? []}
              onChange={(next) => setDates({ ...hours.exceptions, [date]: next })}
            />
            <ActionIcon aria-label={t('general.removeDate')} onClick={() => setDates(without(date))}>
              <IconX size={14} stroke={1.6} />
            </ActionIcon>
          </div>
        ))}
      </div>
      <Button
        style={{ justifySelf: 'start' }}
        leftSection={<IconPlus size={14} stroke={1.6} />}
        onClick={() => setDates({ ...hours.exceptions, [new Date().toISOString().slice(0, 10)]: [] })}
      >
        {t('general.addException')}
      </Button>
    </>
  );
};
