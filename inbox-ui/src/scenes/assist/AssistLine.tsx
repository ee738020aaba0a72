import { ActionIcon, Button } from '@mantine/core';
import {
  IconArticle,
  IconBulb,
  IconChevronDown,
  IconChevronUp,
  IconMessage2,
  IconSparkles,
  IconX,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ConversationView } from '#contracts/conversation.ts';
import type { AssistSuggestion } from '#contracts/http-assist.ts';
import { api, q } from '../../api/client.ts';
import { runCommand, useCommands } from '../../keyboard/commands.ts';
import { usePreferences } from '../../state/session.ts';
import { composer } from '../composer/put-back.ts';
import { useFill } from '../composer/use-fill.ts';
import { may } from '../conversation/abilities.ts';
import css from './assist.module.css';

type Suggestion = z.infer<typeof AssistSuggestion>;
const PANEL = 'assist-panel';

/** Puts words into the reply; a note being written is left for it. */
const insert = (conversationId: string, words: string): void => {
  if (composer.get()?.conversationId !== conversationId) return;
  runCommand('reply');
  composer.get()?.insert(words);
};

const Source = ({ one }: { one: Suggestion }) => {
  const { t } = useTranslation('assist');
  const Icon = one.kind === 'article' ? IconArticle : IconMessage2;
  return (
    <span className={css.source}>
      <Icon size={14} stroke={1.6} aria-hidden="true" />
      <span className="cut">{one.title}</span>
      {one.section === undefined ? null : <span className="t3 cut">{one.section}</span>}
      {one.sent === 0 ? null : <span className={css.sent}>{t('sent', { count: one.sent })}</span>}
    </span>
  );
};

const Item = ({ one, onInsert }: { one: Suggestion; onInsert: () => void }) => {
  const { t } = useTranslation('assist');
  return (
    <li className={css.item}>
      <div className={css.itemHead}>
        <Source one={one} />
        {one.slug === undefined ? null : (
          <a
            className={css.open}
            href={`/help/${encodeURIComponent(one.slug)}`}
            target="_blank"
            rel="noreferrer"
            aria-label={t('openArticle', { title: one.title })}
          >
            {t('open')}
          </a>
        )}
        <Button aria-label={t('insertOne', { title: one.title })} onClick={onInsert}>
          {t('insert')}
        </Button>
      </div>
      <p className={`${css.text} prose`}>{one.text}</p>
    </li>
  );
};

/** A reply drafted by the language model, marked as its; looked over before it is sent. */
const Draft = ({ id, onInsert }: { id: string; onInsert: (text: string) => void }) => {
  const { t } = useTranslation('assist');
  const draft = useMutation({ mutationFn: () => api.model.suggest({ id }) });
  const { text, source, fault } = draft.data ?? {};
  return (
    <div className={css.draft}>
      <div className={css.itemHead}>
        <span className={css.source}>
          <IconSparkles size={14} stroke={1.6} aria-hidden="true" />
          <span>{t('draft.title')}</span>
          {source === undefined ? null : <span className="t3 cut">{source.title}</span>}
        </span>
        {text === undefined ? (
          <Button loading={draft.isPending} onClick={() => draft.mutate()}>
            {t('draft.write')}
          </Button>
        ) : (
          <Button onClick={() => onInsert(text)}>{t('insert')}</Button>
        )}
      </div>
      <div role="status">
        {text === undefined ? null : <p className={`${css.text} prose`}>{text}</p>}
        {fault === undefined && !draft.isError ? null : (
          <p className="t3 sm">{t(`fault.${fault ?? 'failed'}`)}</p>
        )}
      </div>
    </div>
  );
};

const useSuggestions = (conversation: ConversationView, seq: number) => {
  const { preferences } = usePreferences();
  const enabled =
    preferences.assist !== false &&
    conversation.speaker === 'human' &&
    conversation.status !== 'resolved' &&
    seq > 0 &&
    may(conversation, 'reply');
  const options = q.assist.suggest.queryOptions({ input: { id: conversation.id } });
  const read = useQuery({
    ...options,
    queryKey: [...options.queryKey, seq],
    enabled,
    staleTime: 60_000,
    retry: false,
  });
  return enabled ? read.data : undefined;
};

/** One line above the composer: an answer that fits the customer's last words, with its source; opened, the next best too. */
export const AssistLine = ({ conversation, seq }: { conversation: ConversationView; seq: number }) => {
  const { t } = useTranslation('assist');
  const { id } = conversation;
  const found = useSuggestions(conversation, seq);
  const model = useQuery(q.model.summary.queryOptions({ input: { id }, staleTime: 60_000 })).data;
  const fillIn = useFill();
  const [gone, setGone] = useState('');
  const [openFor, setOpenFor] = useState('');
  const key = `${id}:${found?.seq ?? 0}`;
  const [first] = found?.items ?? [];
  const shown = first !== undefined && gone !== key;
  const open = shown && openFor === key;
  const note = (did: 'shown' | 'used' | 'dismissed', { kind, id: source }: Suggestion): void => {
    if (found !== undefined)
      void api.assist.note({ id, seq: found.seq, did, source: { kind, id: source } }).catch(() => undefined);
  };
  const shownKey = shown ? `${key}:${first.kind}:${first.id}` : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each suggestion
  useEffect(() => {
    if (shown) note('shown', first);
  }, [shownKey]);
  const use = async (one: Suggestion): Promise<void> => {
    setGone(key);
    note('used', one);
    insert(id, await fillIn(one.text, conversation));
  };
  const byKey = (): unknown => (shown ? void use(first) : false);
  useCommands({ suggestion: byKey, 'suggestion-typing': byKey });
  if (!shown) return null;
  const dismiss = (): void => {
    setGone(key);
    note('dismissed', first);
  };
  return (
    <section className={css.assist} aria-label={t('title')}>
      {open ? (
        <ul className={css.list} id={PANEL}>
          {found?.items.map((one) => (
            <Item key={`${one.kind}:${one.id}`} one={one} onInsert={() => void use(one)} />
          ))}
        </ul>
      ) : null}
      {open && model?.may.suggestions === true ? (
        <Draft
          key={key}
          id={id}
          onInsert={(text) => {
            setGone(key);
            insert(id, text);
          }}
        />
      ) : null}
      <div className={css.line}>
        <IconBulb className={css.bulb ?? ''} size={15} stroke={1.6} aria-hidden="true" />
        {open ? <span className="t2 sm grow">{t('title')}</span> : <Source one={first} />}
        {open ? null : <span className={`${css.peek} cut`}>{first.text.replace(/\s+/g, ' ')}</span>}
        {open ? null : (
          <Button className={css.insert ?? ''} onClick={() => void use(first)}>
            {t('insert')}
            <span className="key">I</span>
          </Button>
        )}
        <ActionIcon
          aria-label={t(open ? 'less' : 'more', { count: found?.items.length ?? 0 })}
          aria-expanded={open}
          aria-controls={open ? PANEL : undefined}
          onClick={() => setOpenFor(open ? '' : key)}
        >
          {open ? <IconChevronDown size={16} stroke={1.6} /> : <IconChevronUp size={16} stroke={1.6} />}
        </ActionIcon>
        <ActionIcon aria-label={t('dismiss')} onClick={dismiss}>
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </div>
    </section>
  );
};
