import { Button } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import type { MessageView } from '#contracts/message.ts';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import css from './assist.module.css';

const useMay = (id: string): boolean =>
  useQuery(q.model.summary.queryOptions({ input: { id }, staleTime: 60_000 })).data?.may.translation === true;

/** Under a customer's message in another language than the reader's: its translation, when asked for; the original stays. */
export const TranslateMessage = ({
  message,
  conversation,
}: {
  message: MessageView;
  conversation: ConversationView;
}) => {
  const { t } = useTranslation('assist');
  const { id } = conversation;
  const mayTranslate = useMay(id);
  const ask = useMutation({
    mutationFn: () => api.model.translate({ id, seq: message.seq, to: currentLanguage() }),
  });
  if (!mayTranslate || message.text.trim() === '') return null;
  const fault = ask.isError ? 'failed' : ask.data?.fault;
  return (
    <div className={css.translation} role="status">
      {ask.data?.text === undefined ? (
        <button type="button" className={css.link} disabled={ask.isPending} onClick={() => ask.mutate()}>
          {ask.isPending ? t('translate.busy') : t('translate.message')}
        </button>
      ) : (
        <>
          <p lang={currentLanguage()}>{ask.data.text}</p>
          <span className="t3 xs">{t('translate.by')}</span>
        </>
      )}
      {fault === undefined ? null : <span className="t3 xs"> {t(`fault.${fault}`)}</span>}
    </div>
  );
};

/** Puts what is being written into the customer's language; the agent looks it over before it goes. */
export const TranslateDraft = ({
  conversation,
  text,
  onText,
}: {
  conversation: ConversationView;
  text: string;
  onText: (text: string) => void;
}) => {
  const { t } = useTranslation('assist');
  const { id, language } = conversation;
  const mayTranslate = useMay(id);
  const ask = useMutation({
    mutationFn: () => api.model.translate({ id, text, to: language }),
    onSuccess: (written) => (written.text === undefined ? undefined : onText(written.text)),
  });
  if (!mayTranslate || language === currentLanguage() || text.trim() === '') return null;
  const fault = ask.isError ? 'failed' : ask.data?.fault;
  return (
    <div className={css.line}>
      <Button
        variant="subtle"
        leftSection={<IconLanguage size={15} stroke={1.6} />}
        loading={ask.isPending}
        onClick={() => ask.mutate()}
      >
        {t('translate.draft', { language: t(`common:language.${language}`) })}
      </Button>
      <span className="t3 xs" role="status">
        {fault === undefined ? '' : t(`fault.${fault}`)}
      </span>
    </div>
  );
};
