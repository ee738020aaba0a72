import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '#contracts/message.ts';
import { fileUrl } from '../../api/upload.ts';
import css from './mail.module.css';
import { mailDocument } from './mail-document.ts';

const TIMEOUT_MS = 15_000;

const htmlOf = async (fileId: string): Promise<string> => {
  const response = await fetch(fileUrl(fileId), {
    credentials: 'same-origin',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error('unreadable');
  return response.text();
};

/** The mail as it was sent, in a frame where nothing runs; images from elsewhere wait to be asked for, and come through the server. */
export const MailFrame = ({ message, fileId }: { message: MessageView; fileId: string }) => {
  const { t } = useTranslation('mail');
  const [withRemote, setWithRemote] = useState(false);
  const read = useQuery({
    queryKey: ['mail-html', message.id, fileId, withRemote],
    queryFn: async () => mailDocument(await htmlOf(fileId), message.attachments, withRemote),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (read.isError) return <p className="xs late">{t('unreadable')}</p>;
  return (
    <div className={css.framed}>
      {read.data !== undefined && read.data.remote > 0 && !withRemote ? (
        <p className={css.bar}>
          <span className="t2">{t('imagesHint')}</span>
          <button type="button" className={css.link} onClick={() => setWithRemote(true)}>
            {t('images')}
          </button>
        </p>
      ) : null}
      <iframe
        className={css.frame}
        title={t('frame')}
        // Links open beside the inbox; nothing else is allowed, scripts least of all.
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={read.data?.html ?? ''}
      />
    </div>
  );
};
