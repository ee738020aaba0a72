import { Select } from '@mantine/core';
import { IconHeadset } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { POLICY_TIERS } from '#contracts/choices.ts';
import type { Channel } from '#contracts/message.ts';
import type { BotPolicy, PolicyCell, PolicyTier } from '#contracts/policy.ts';
import { q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { CHANNELS } from '../../components/channel-names.ts';
import { BotMark } from '../../components/marks.tsx';
import page from '../page/page.module.css';
import { CellDialog } from './CellDialog.tsx';
import css from './policy.module.css';

type Column = Channel | '*';
/** Nobody writes in on these: what happens there is logged by hand. */
const LOGGED: readonly string[] = ['phone', 'fax', 'post', 'meeting'];
const REACHABLE: readonly Channel[] = CHANNELS.filter((channel) => !LOGGED.includes(channel));
const TIERS = POLICY_TIERS;

const useMinutes = (): ((minutes: number) => string) => {
  const { t } = useTranslation('bot-policy');
  return (minutes) =>
    minutes >= 60 && minutes % 60 === 0 ? t('hours', { hours: minutes / 60 }) : t('minutes', { minutes });
};

/** The channels with an account, those with cells of their own, and those just added, in the order of the menus. */
const useColumns = (policy: BotPolicy, added: readonly Channel[]): readonly Channel[] => {
  const accounts = useQuery(q.channelAccounts.list.queryOptions({ staleTime: 60_000 })).data?.items ?? [];
  const used = new Set<string>([
    ...accounts.map(({ channel }) => channel),
    ...Object.keys(policy.cells).map((name) => name.split('/')[1] ?? ''),
    ...added,
  ]);
  return REACHABLE.filter((channel) => used.has(channel));
};

const CellButton = ({
  cell,
  own,
  label,
  disabled,
  onClick,
}: {
  cell: PolicyCell;
  own: boolean;
  label: string;
  disabled: boolean;
  onClick: () => void;
}) => {
  const { t } = useTranslation('bot-policy');
  const minutes = useMinutes();
  return (
    <button
      type="button"
      className={css.cell}
      data-own={own || undefined}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <span className={css.who}>
        {cell.start === 'bot' ? (
          <BotMark size={14} />
        ) : (
          <IconHeadset size={14} stroke={1.6} aria-hidden="true" />
        )}
        {t(`start.${cell.start}`)}
      </span>
      <span className={css.target}>
        {minutes(cell.firstReplyMinutes)}
        {cell.language === undefined ? '' : ` · ${t(`language.${cell.language}`)}`}
      </span>
    </button>
  );
};

/** Tier × channel: what a cell says, and a dialog to change it. A cell without a value of its own follows its row. */
export const Matrix = ({
  policy,
  disabled,
  onChange,
}: {
  policy: BotPolicy;
  disabled: boolean;
  onChange: (policy: BotPolicy) => void;
}) => {
  const { t } = useTranslation('bot-policy');
  const [added, setAdded] = useState<Channel[]>([]);
  const [open, setOpen] = useState<{ tier: PolicyTier; column: Column }>();
  const columns = useColumns(policy, added);
  const rest = REACHABLE.filter((channel) => !columns.includes(channel));
  const nameOf = (column: Column): string =>
    column === '*' ? t('matrix.all') : t(`inbox:channel.${column}`);
  const keyOf = (tier: PolicyTier, column: Column): string => `${tier}/${column}`;
  const cellOf = (tier: PolicyTier, column: Column): PolicyCell =>
    policy.cells[keyOf(tier, column)] ?? policy.rows[tier];
  const apply = (cell: PolicyCell): void => {
    if (open === undefined) return;
    const { tier, column } = open;
    onChange(
      column === '*'
        ? { ...policy, rows: { ...policy.rows, [tier]: cell } }
        : { ...policy, cells: { ...policy.cells, [keyOf(tier, column)]: cell } },
    );
    setOpen(undefined);
  };
  const reset = (): void => {
    if (open === undefined) return;
    const { [keyOf(open.tier, open.column)]: _gone, ...cells } = policy.cells;
    onChange({ ...policy, cells });
    setOpen(undefined);
  };
  return (
    <section className={page.section}>
      <h2>{t('matrix.title')}</h2>
      <p className="t2 prose">{t('matrix.hint')}</p>
      <div className={css.scroll}>
        <table className={css.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('matrix.tier')}</th>
              {(['*', ...columns] as const).map((column) => (
                <th key={column} scope="col">
                  <span className={css.channel}>
                    {column === '*' ? null : <ChannelGlyph channel={column} size={14} />}
                    {nameOf(column)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {TIERS.map((tier) => (
              <tr key={tier}>
                <th scope="row">
                  {t(`matrix.tiers.${tier}`)}
                  <span className={css.about}>{t(`matrix.about.${tier}`)}</span>
                </th>
                {(['*', ...columns] as const).map((column) => {
                  const cell = cellOf(tier, column);
                  return (
                    <td key={column}>
                      <span className={css.sub} aria-hidden="true">
                        {nameOf(column)}
                      </span>
                      <CellButton
                        cell={cell}
                        own={column === '*' || keyOf(tier, column) in policy.cells}
                        disabled={disabled}
                        label={t('matrix.edit', {
                          tier: t(`matrix.tiers.${tier}`),
                          channel: nameOf(column),
                          start: t(`start.${cell.start}`),
                          minutes: cell.firstReplyMinutes,
                        })}
                        onClick={() => setOpen({ tier, column })}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {disabled || rest.length === 0 ? null : (
        <Select
          w={220}
          aria-label={t('matrix.addChannel')}
          placeholder={t('matrix.addChannel')}
          value={null}
          data={rest.map((value) => ({ value, label: t(`inbox:channel.${value}`) }))}
          onChange={(value) => {
            const channel = rest.find((one) => one === value);
            if (channel) setAdded([...added, channel]);
          }}
        />
      )}
      {open === undefined ? null : (
        <CellDialog
          title={t('cell.title', { tier: t(`matrix.tiers.${open.tier}`), channel: nameOf(open.column) })}
          cell={cellOf(open.tier, open.column)}
          onApply={apply}
          onReset={keyOf(open.tier, open.column) in policy.cells ? reset : undefined}
          onClose={() => setOpen(undefined)}
        />
      )}
    </section>
  );
};
