import { IconPlus, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerView } from '#contracts/customer.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { isComposing } from '../../keyboard/keymap.ts';
import { useSession } from '../../state/session.ts';
import { sayFailed } from '../../state/undo.ts';
import css from './customer.module.css';

/** The customer's tags; added with Enter. */
export const CustomerTags = ({ customer }: { customer: CustomerView }) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { abilities } = useSession();
  const [adding, setAdding] = useState(false);
  const may = abilities['change-customers'] !== false;
  const set = async (tags: string[]): Promise<void> => {
    const key = q.customers.show.queryKey({ input: { id: customer.id } });
    client.setQueryData(key, { ...customer, tags });
    try {
      client.setQueryData(
        key,
        await api.customers.update({ id: customer.id, version: customer.version, tags }),
      );
    } catch (error) {
      void client.invalidateQueries({ queryKey: key });
      sayFailed(errorWords(errorCode(error)));
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Escape') setAdding(false);
    if (event.key !== 'Enter') return;
    const tag = event.currentTarget.value.trim();
    setAdding(false);
    if (tag !== '' && !customer.tags.includes(tag)) void set([...customer.tags, tag]);
  };
  if (!may && customer.tags.length === 0) return null;
  return (
    <section className={css.section}>
      <h3>
        <span>{t('customer.tags')}</span>
        <span className="grow" />
        {may && !adding ? (
          <button type="button" className={css.tiny} onClick={() => setAdding(true)}>
            <IconPlus size={12} stroke={1.6} aria-hidden="true" />
            {t('tags.add')}
          </button>
        ) : null}
      </h3>
      <ul className={css.tags}>
        {customer.tags.map((tag) => (
          <li key={tag}>
            {tag}
            {may ? (
              <button
                type="button"
                aria-label={t('tags.remove', { tag })}
                onClick={() => void set(customer.tags.filter((one) => one !== tag))}
              >
                <IconX size={11} stroke={1.6} />
              </button>
            ) : null}
          </li>
        ))}
        {customer.tags.length === 0 && !adding ? <li className={css.none}>{t('tags.none')}</li> : null}
        {adding ? (
          <li className={css.field}>
            <input
              aria-label={t('tags.add')}
              maxLength={40}
              ref={(field) => field?.focus()}
              onKeyDown={onKeyDown}
              onBlur={() => setAdding(false)}
            />
          </li>
        ) : null}
      </ul>
    </section>
  );
};
