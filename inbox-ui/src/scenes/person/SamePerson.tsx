import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerRow, CustomerView } from '#contracts/customer.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { Face } from '../../components/Face.tsx';
import { errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say, sayFailed } from '../../state/undo.ts';
import { MergeDialog } from './MergeDialog.tsx';
import css from './person.module.css';

/** Merges and takes apart, each with the other as its way back; everything that tells of the customer is read again. */
const useMerging = (into: string) => {
  const { t } = useTranslation('person');
  const client = useQueryClient();
  const reread = (): Promise<unknown> =>
    Promise.all([
      client.invalidateQueries({ queryKey: q.customers.key() }),
      client.invalidateQueries({ queryKey: ['customers'] }),
      client.invalidateQueries({ queryKey: ['timeline', into] }),
      client.invalidateQueries({ queryKey: q.conversations.list.key() }),
    ]);
  const guarded = async (write: () => Promise<unknown>, done: () => void): Promise<void> => {
    try {
      await write();
      await reread();
      done();
    } catch (error) {
      sayFailed(errorWords(errorCode(error)));
    }
  };
  const merge = ({ id, name }: { id: string; name: string }): Promise<void> =>
    guarded(
      () => api.customers.merge({ id, into }),
      () => say(t('didMerge', { name }), () => void unmerge({ id, name })),
    );
  const unmerge = ({ id, name }: { id: string; name: string }): Promise<void> =>
    guarded(
      () => api.customers.unmerge({ id }),
      () => say(t('didUnmerge', { name }), () => void merge({ id, name })),
    );
  return { merge, unmerge };
};

const Suggestions = ({
  customer,
  onMerge,
}: {
  customer: CustomerView;
  onMerge: (other: CustomerRow) => void;
}) => {
  const { t } = useTranslation('person');
  const read = useQuery(
    q.customers.suggestions.queryOptions({ input: { id: customer.id }, staleTime: 60_000, retry: false }),
  );
  const items = read.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={css.section} data-is="suggestion">
      <h3>{t('title')}</h3>
      <ul>
        {items.map(({ customer: other, reason }) => (
          <li key={other.id} className={css.row}>
            <Face name={other.name} who="customer" size={22} />
            <span className={css.who}>
              <span className="cut">{other.name}</span>
              <span className="xs t3 cut">
                {[t(`reason.${reason}`), other.primaryAddress].filter(Boolean).join(' · ')}
              </span>
            </span>
            <Button onClick={() => onMerge(other)} aria-label={`${t('merge')} ${other.name}`}>
              {t('merge')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Who this customer was made of, each of whom can stand alone again, and who else may be the same person. */
export const SamePerson = ({ customer }: { customer: CustomerView }) => {
  const { t } = useTranslation('person');
  const may = useSession().abilities['change-customers'] !== false;
  const { merge, unmerge } = useMerging(customer.id);
  const [other, setOther] = useState<CustomerRow>();
  const merged = customer.merged ?? [];
  return (
    <>
      {may ? <Suggestions customer={customer} onMerge={setOther} /> : null}
      {merged.length === 0 ? null : (
        <section className={css.section}>
          <h3>{t('merged')}</h3>
          <ul>
            {merged.map((one) => (
              <li key={one.id} className={css.row}>
                <Face name={one.name} who="customer" size={22} />
                <span className={`${css.who} cut`}>{one.name}</span>
                {may ? (
                  <Button
                    variant="subtle"
                    aria-label={`${t('unmerge')} ${one.name}`}
                    onClick={() => void unmerge(one)}
                  >
                    {t('unmerge')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      )}
      {other === undefined ? null : (
        <MergeDialog
          kept={customer}
          joined={other}
          onMerge={() => {
            setOther(undefined);
            void merge(other);
          }}
          onClose={() => setOther(undefined)}
        />
      )}
    </>
  );
};
