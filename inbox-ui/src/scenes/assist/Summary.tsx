import { Button } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import css from './assist.module.css';

/** Below the head: the language model's summary, or the button that has it written. Nothing where the model may not. */
export const Summary = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation('assist');
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const input = { id: conversation.id };
  const options = q.model.summary.queryOptions({ input, staleTime: 60_000 });
  const read = useQuery(options).data;
  const write = useMutation({
    mutationFn: () => api.model.summarise({ ...input, language: currentLanguage() }),
    onSuccess: () => {
      setOpen(true);
      return client.invalidateQueries({ queryKey: options.queryKey });
    },
  });
  const summary = read?.summary;
  const mayWrite = read?.may.summaries === true;
  if (summary === undefined && !mayWrite) return null;
  const fault = write.isError ? 'failed' : write.data?.fault;
  return (
    <section className={css.summary} aria-label={t('summary.title')}>
      <IconSparkles size={14} stroke={1.6} aria-hidden="true" />
      <div className={css.summaryText} data-short={open ? undefined : true} role="status">
        {summary === undefined ? <span className="t3">{t('summary.none')}</span> : summary.text}
        {fault === undefined ? null : <span className="t3"> {t(`fault.${fault}`)}</span>}
      </div>
      {summary === undefined ? null : (
        <Button variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'summary.less' : 'summary.more')}
        </Button>
      )}
      {mayWrite ? (
        <Button loading={write.isPending} onClick={() => write.mutate()}>
          {t(summary === undefined ? 'summary.write' : 'summary.again')}
        </Button>
      ) : null}
    </section>
  );
};
