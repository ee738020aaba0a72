import { Popover, TextInput } from '@mantine/core';
import { IconArticle, IconMessage2Check, IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LessonTarget } from '#contracts/answer.ts';
import type { ConversationView } from '#contracts/conversation.ts';
import type { MessageView } from '#contracts/message.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { Pick, PickList } from '../../components/PickList.tsx';
import { errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say, sayFailed } from '../../state/undo.ts';
import css from './message.module.css';

/** Most choices shown at once; the rest is found by typing. */
const MOST = 8;
const icon = { size: 14, stroke: 1.6, 'aria-hidden': true } as const;

/** Answers and articles in the conversation's language; the chosen one becomes what the bot should have said. */
const Choices = ({ language, onPick }: { language: 'ja' | 'en'; onPick: (target: LessonTarget) => void }) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const query = { input: { language }, staleTime: 30_000 };
  const found = useQuery(q.botLearning.targets.queryOptions(query)).data?.items ?? [];
  const wanted = typed.trim().toLowerCase();
  const fitting = found.filter(({ title }) => title.toLowerCase().includes(wanted)).slice(0, MOST);
  return (
    <PickList>
      <TextInput
        data-search
        data-autofocus
        size="xs"
        lang={language}
        aria-label={t('teach.find')}
        placeholder={t('teach.find')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {fitting.map(({ kind, id, title }) => (
        <Pick
          key={`${kind}${id}`}
          icon={kind === 'article' ? <IconArticle {...icon} /> : <IconMessage2Check {...icon} />}
          onClick={() => onPick({ kind, id })}
        >
          {title}
        </Pick>
      ))}
    </PickList>
  );
};

const Teach = ({ message, conversation }: { message: MessageView; conversation: ConversationView }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const pick = async (target: LessonTarget): Promise<void> => {
    setOpen(false);
    try {
      await api.botLearning.propose({ conversationId: conversation.id, seq: message.seq, target });
      say(t('teach.done'));
    } catch (error) {
      sayFailed(errorWords(errorCode(error)));
    }
  };
  return (
    <Popover opened={open} onChange={setOpen} trapFocus returnFocus position="bottom-end" width={280}>
      <Popover.Target>
        <button type="button" className={css.teach} onClick={() => setOpen((before) => !before)}>
          {t('teach.wrong')}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('teach.title')}>
        <p className={css.teachTitle}>{t('teach.title')}</p>
        <Choices language={conversation.language} onPick={(target) => void pick(target)} />
      </Popover.Dropdown>
    </Popover>
  );
};

/** Under a message of the bot: how the customer judged it, and a way to say what it should have been. */
export const BotAnswer = ({
  message,
  conversation,
}: {
  message: MessageView;
  conversation: ConversationView;
}) => {
  const { t } = useTranslation();
  const may = useSession().abilities['teach-bot'] === true;
  const { vote, bot } = message.extra;
  const judged = bot !== undefined && bot.decision !== 'smalltalk';
  if (vote === undefined && !judged) return null;
  return (
    <div className={css.judged}>
      {vote === undefined ? null : (
        <span data-is={vote.helpful ? 'good' : 'late'}>
          {vote.helpful ? <IconThumbUp {...icon} /> : <IconThumbDown {...icon} />}
          {t(vote.helpful ? 'message.helpful' : 'message.notHelpful')}
        </span>
      )}
      {may && judged ? <Teach message={message} conversation={conversation} /> : null}
    </div>
  );
};
