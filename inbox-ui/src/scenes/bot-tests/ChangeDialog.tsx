import { Button, Modal, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BotChange, ChangedAnswer, ChangePreview, GateOverride } from '#contracts/bot-test.ts';
import { api } from '../../api/client.ts';
import { Failed, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { Got } from './Got.tsx';
import { Results } from './Results.tsx';
import css from './tests.module.css';

const LEAST_REASON = 3;

const Changed = ({ one }: { one: ChangedAnswer }) => {
  const { t } = useTranslation('bot-tests');
  return (
    <li>
      <p className={css.said} lang={one.language}>
        {one.question}{' '}
        {one.conversationId === undefined ? (
          <span className={page.chip}>{t('change.fromTest')}</span>
        ) : (
          <Link
            className={`${page.link} sm`}
            to="/conversations/$conversationId"
            params={{ conversationId: one.conversationId }}
            target="_blank"
          >
            {t('change.open')}
          </Link>
        )}
      </p>
      <div className={css.pair}>
        <div>
          <span className="xs t3">{t('change.before')}</span>
          <Got got={one.before} />
        </div>
        <div data-new="true">
          <span className="xs t3">{t('change.after')}</span>
          <Got got={one.after} />
        </div>
      </div>
    </li>
  );
};

const Shown = ({ preview }: { preview: ChangePreview }) => {
  const { t } = useTranslation('bot-tests');
  const { changed, failing, mended, alreadyFailing, tests, questions } = preview;
  return (
    <>
      <p className="t2 prose">{t('change.over', { tests, questions })}</p>
      {failing.length === 0 ? (
        <p className="good">{t('change.noneFails')}</p>
      ) : (
        <section>
          <h3 className="late">{t('change.failing', { count: failing.length })}</h3>
          <Results results={failing} open={failing.length === 1} />
        </section>
      )}
      {mended.length === 0 ? null : (
        <p className="good">
          {t('change.mended', { count: mended.length })}{' '}
          {mended.map(({ name }) => name).join(t('common:comma'))}
        </p>
      )}
      {alreadyFailing === 0 ? null : <p className="t2">{t('change.already', { count: alreadyFailing })}</p>}
      <section>
        <h3>{t('change.changed', { count: changed.length })}</h3>
        {changed.length === 0 ? (
          <p className="t2">{t('change.noneChanged')}</p>
        ) : (
          <ul className={css.changes}>
            {changed.map((one) => (
              <Changed key={`${one.testId ?? one.conversationId}${one.question}`} one={one} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
};

interface Props {
  change: BotChange;
  /** Publishes. The dialog closes after it, done or not: a failure is told by the page it came from. */
  onPublish: (override?: GateOverride) => Promise<unknown>;
  onClose: () => void;
  /** Where nothing changes and nothing fails, publishes without asking. */
  quiet?: boolean;
}

const Foot = ({ preview, onPublish, onClose }: { preview: ChangePreview } & Omit<Props, 'change'>) => {
  const { t } = useTranslation('bot-tests');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const { blocked, mayOverride, failing } = preview;
  const publish = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const told = reason.trim();
    await onPublish(told.length >= LEAST_REASON ? { reason: told } : undefined);
    onClose();
  };
  if (blocked && !mayOverride)
    return (
      <div className={css.foot}>
        <p className="late prose">{t('change.blocked')}</p>
        <Button onClick={onClose}>{t('common:close')}</Button>
      </div>
    );
  return (
    <form className={css.foot} onSubmit={(event) => void publish(event)}>
      {blocked ? (
        <Textarea
          label={t('change.reason')}
          description={t('change.reasonHint')}
          value={reason}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      ) : null}
      <div className={page.keys}>
        <Button
          type="submit"
          variant="filled"
          loading={busy}
          disabled={blocked && reason.trim().length < LEAST_REASON}
        >
          {t(failing.length > 0 ? 'change.publishAnyway' : 'change.publish')}
        </Button>
        <Button onClick={onClose}>{t('change.cancel')}</Button>
      </div>
    </form>
  );
};

/** Where it cannot be shown, it may be published all the same: what blocks, the server still checks. */
const Unseen = ({ onPublish, onClose }: Omit<Props, 'change'>) => {
  const { t } = useTranslation('bot-tests');
  const [busy, setBusy] = useState(false);
  const publish = async (): Promise<void> => {
    setBusy(true);
    await onPublish();
    onClose();
  };
  return (
    <div className={page.keys}>
      <Button loading={busy} onClick={() => void publish()}>
        {t('change.publishUnseen')}
      </Button>
      <Button onClick={onClose}>{t('change.cancel')}</Button>
    </div>
  );
};

const Dialog = ({ change, onPublish, onClose, quiet = false }: Props) => {
  const { t } = useTranslation('bot-tests');
  const read = useQuery({
    queryKey: ['change-preview', change],
    queryFn: () => api.botTests.preview({ change }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const { data } = read;
  const still = quiet && data !== undefined && data.changed.length === 0 && data.failing.length === 0;
  const gone = useRef(false);
  useEffect(() => {
    if (!still || gone.current) return;
    gone.current = true;
    void onPublish().then(onClose);
  }, [still, onPublish, onClose]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('change.title')}
      size={760}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className={css.dialog} aria-live="polite" aria-busy={read.isPending}>
        {read.isPending || still ? (
          <>
            <p className="t2">{t('change.asking')}</p>
            <Waiting lines={4} />
          </>
        ) : null}
        {read.isError ? (
          <>
            <Failed error={read.error} onRetry={() => void read.refetch()} />
            <Unseen onPublish={onPublish} onClose={onClose} />
          </>
        ) : null}
        {data === undefined || still ? null : (
          <>
            <Shown preview={data} />
            <Foot preview={data} onPublish={onPublish} onClose={onClose} />
          </>
        )}
      </div>
    </Modal>
  );
};

/**
 * What publishing would do, before it is done: past answers that change, before and after, and tests that would fail. Publishes from here; where a failing
 * test blocks, a manager may go on with a reason.
 */
export const ChangeDialog = (props: Props) => (
  <Suspense fallback={null}>
    <Dialog {...props} />
  </Suspense>
);
