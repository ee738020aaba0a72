import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconDownload, IconListSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { InboxSearch } from '../../state/inbox-search.ts';
import { csvOf, download } from './figures.ts';
import css from './reports.module.css';

export type CsvRows = readonly (readonly (string | number | null)[])[];

/** A chart with its head; its menu saves what is drawn and opens the conversations. */
export const ChartCard = ({
  title,
  sub,
  file,
  rows,
  search,
  empty,
  label,
  children,
}: {
  title: string;
  sub: string;
  /** Name of the CSV file, without its ending. */
  file: string;
  rows: () => CsvRows;
  search: InboxSearch;
  empty: boolean;
  /** What the picture says, for those who do not see it. */
  label: string;
  children: ReactNode;
}) => {
  const { t } = useTranslation('reports');
  const navigate = useNavigate();
  return (
    <section className={css.card}>
      <header>
        <h2>{title}</h2>
        <span className="t3 sm cut" title={sub}>
          {sub}
        </span>
        <span className="grow" />
        <Menu position="bottom-end" width={180}>
          <Menu.Target>
            <ActionIcon aria-label={t('chart.menu', { name: title })}>
              <IconDots size={16} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconListSearch size={16} stroke={1.6} />}
              onClick={() => void navigate({ to: '/', search })}
            >
              {t('chart.openAll')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconDownload size={16} stroke={1.6} />}
              onClick={() => download(`${file}.csv`, csvOf(rows()))}
            >
              {t('chart.csv')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      {empty ? (
        <p className={`${css.none} t2`}>{t('chart.none')}</p>
      ) : (
        <div className={css.chart} role="img" aria-label={label}>
          {children}
        </div>
      )}
    </section>
  );
};
