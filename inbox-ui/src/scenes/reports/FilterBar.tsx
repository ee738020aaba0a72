import { Button, Menu, Popover, TextInput } from '@mantine/core';
import { IconCalendar, IconCheck, IconChevronDown, IconHistory } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { CHANNELS } from '../../components/channel-names.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useTeams } from '../../state/session.ts';
import { countDays, periodWords } from './period.ts';
import css from './reports.module.css';
import type { Ask } from './use-report.ts';

const icon = { size: 16, stroke: 1.6 } as const;
const tick = (on: boolean) => (on ? <IconCheck size={14} stroke={1.6} /> : null);
const chevron = <IconChevronDown size={14} stroke={1.6} />;

const PeriodPicker = ({ ask }: { ask: Ask }) => {
  const { t } = useTranslation('reports');
  const [opened, setOpened] = useState(false);
  const { days, search, change } = ask;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = String(form.get('from'));
    const to = String(form.get('to'));
    if (from === '' || to === '') return;
    const [first, last] = from <= to ? [from, to] : [to, from];
    change({ days: undefined, from: first, to: last });
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={260} trapFocus returnFocus>
      <Popover.Target>
        <Button
          leftSection={<IconCalendar {...icon} />}
          rightSection={chevron}
          aria-haspopup="dialog"
          onClick={() => setOpened(!opened)}
        >
          <span className="sr">{t('period.label')} </span>
          {periodWords(days, currentLanguage())}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.pick ?? ''} aria-label={t('period.label')}>
        {(['7', '30', '90'] as const).map((count) => (
          <button
            key={count}
            type="button"
            className={css.choice}
            onClick={() => {
              change({ days: count, from: undefined, to: undefined });
              setOpened(false);
            }}
          >
            <span className="grow">{t(`period.${count}`)}</span>
            {tick(search.from === undefined && (search.days ?? '30') === count)}
          </button>
        ))}
        <form key={`${days.from}${days.to}`} className={css.dates} onSubmit={submit}>
          <TextInput
            type="date"
            name="from"
            label={t('period.from')}
            defaultValue={days.from}
            required
            withAsterisk={false}
          />
          <TextInput
            type="date"
            name="to"
            label={t('period.to')}
            defaultValue={days.to}
            required
            withAsterisk={false}
          />
          <Button type="submit" variant="filled">
            {t('period.apply')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
};

const ComparePicker = ({ ask }: { ask: Ask }) => {
  const { t } = useTranslation('reports');
  const count = countDays(ask.days);
  return (
    <Menu width={220}>
      <Menu.Target>
        <Button leftSection={<IconHistory {...icon} />} rightSection={chevron}>
          <span className={ask.compare === 'none' ? undefined : css.dashed}>
            {t(`compare.${ask.compare}`, { count })}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['previous', 'year', 'none'] as const).map((one) => (
          <Menu.Item
            key={one}
            rightSection={tick(ask.compare === one)}
            onClick={() => ask.change({ compare: one === 'previous' ? undefined : one })}
          >
            {t(`compare.${one}`, { count })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

const TeamPicker = ({ ask }: { ask: Ask }) => {
  const { t } = useTranslation('reports');
  const teams = useTeams();
  const team = teams.find((one) => one.id === ask.team)?.name;
  return (
    <Menu width={200}>
      <Menu.Target>
        <Button variant="subtle" color="gray" rightSection={chevron}>
          <span className="t2">{t('filter.team')}</span>&nbsp;{team ?? t('filter.all')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          rightSection={tick(ask.team === undefined)}
          onClick={() => ask.change({ team: undefined })}
        >
          {t('filter.all')}
        </Menu.Item>
        {teams.map((one) => (
          <Menu.Item
            key={one.id}
            rightSection={tick(ask.team === one.id)}
            onClick={() => ask.change({ team: one.id })}
          >
            {one.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

/** Period, comparison, team (unless what is shown has none) and channel; all of it is kept in the address. */
export const FilterBar = ({ ask, byTeam = true }: { ask: Ask; byTeam?: boolean }) => {
  const { t } = useTranslation('reports');
  return (
    <>
      <PeriodPicker ask={ask} />
      <ComparePicker ask={ask} />
      <span className={css.rule} aria-hidden="true" />
      {byTeam ? <TeamPicker ask={ask} /> : null}
      <Menu width={200}>
        <Menu.Target>
          <Button variant="subtle" color="gray" rightSection={chevron}>
            <span className="t2">{t('filter.channel')}</span>&nbsp;
            {ask.channel === undefined ? t('filter.all') : t(`inbox:channel.${ask.channel}`)}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            rightSection={tick(ask.channel === undefined)}
            onClick={() => ask.change({ channel: undefined })}
          >
            {t('filter.all')}
          </Menu.Item>
          {CHANNELS.map((one) => (
            <Menu.Item
              key={one}
              leftSection={<ChannelGlyph channel={one} />}
              rightSection={tick(ask.channel === one)}
              onClick={() => ask.change({ channel: one })}
            >
              {t(`inbox:channel.${one}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
};
