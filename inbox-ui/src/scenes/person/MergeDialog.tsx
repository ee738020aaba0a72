import { Button, Modal } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CustomerRow, CustomerView } from '#contracts/customer.ts';
import { q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { Face } from '../../components/Face.tsx';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import css from './person.module.css';

/** Most addresses shown of each side. */
const MOST = 5;

const Side = ({
  title,
  name,
  createdAt,
  whole,
  address,
}: {
  title: string;
  name: string;
  createdAt: string;
  whole: CustomerView | undefined;
  address: string | undefined;
}) => {
  const { t } = useTranslation('person');
  const identities = (whole?.identities ?? []).filter((one) => one.kind !== 'visitor').slice(0, MOST);
  return (
    <section className={css.side} aria-label={title}>
      <h3>{title}</h3>
      <div className={css.row}>
        <Face name={name} who="customer" size={28} />
        <span className={css.who}>
          <b className="cut">{name}</b>
          <span className="xs t3">
            {t('since', { day: shortDay(new Date(createdAt), new Date(), currentLanguage()) })}
          </span>
        </span>
      </div>
      <ul className={css.addresses}>
        {identities.map((one) => (
          <li key={one.id}>
            <ChannelGlyph channel={one.channel ?? 'api'} size={13} />
            <span className="cut">{one.value}</span>
          </li>
        ))}
        {identities.length === 0 ? <li className="t3">{address ?? t('noAddress')}</li> : null}
      </ul>
    </section>
  );
};

/** Both of them side by side before they become one; it can be taken back, and that is said. */
export const MergeDialog = ({
  kept,
  joined,
  onMerge,
  onClose,
}: {
  kept: CustomerView;
  joined: CustomerRow;
  onMerge: () => void;
  onClose: () => void;
}) => {
  const { t } = useTranslation('person');
  const other = useQuery(
    q.customers.show.queryOptions({ input: { id: joined.id }, staleTime: 30_000, retry: false }),
  ).data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('dialog')}
      size={560}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className={css.both}>
        <Side
          title={t('joined')}
          name={joined.name}
          createdAt={joined.createdAt}
          whole={other}
          address={joined.primaryAddress}
        />
        <IconArrowRight size={18} stroke={1.6} aria-hidden="true" />
        <Side
          title={t('kept')}
          name={kept.name}
          createdAt={kept.createdAt}
          whole={kept}
          address={undefined}
        />
      </div>
      <p className={`${css.about} t2 prose`}>{t('about')}</p>
      <Button variant="filled" data-autofocus onClick={onMerge}>
        {t('submit')}
      </Button>
    </Modal>
  );
};
