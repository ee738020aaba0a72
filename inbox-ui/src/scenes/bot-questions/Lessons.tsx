import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LessonView } from '#contracts/answer.ts';
import { api } from '../../api/client.ts';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useAgents } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { MoreButton } from '../page/fields.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import css from './questions.module.css';

const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;

const LessonRow = ({ lesson }: { lesson: LessonView }) => {
  const { t } = useTranslation('bot-questions');
  const save = useSave(['bot-lessons']);
  const agents = useAgents();
  const by = agents.find(({ id }) => id === lesson.proposedBy)?.name ?? '';
  const decide = async (approve: boolean): Promise<void> => {
    if (await save.run(() => api.botLearning.decide({ id: lesson.id, approve })))
      say(t(approve ? 'lessons.approved' : 'lessons.rejected'));
  };
  return (
    <li className={css.lesson}>
      <div className="grow">
        <p lang={lesson.language}>{lesson.text}</p>
        <p className="t3 sm">
          {t('lessons.to', { title: lesson.target.title })}
          {' · '}
          {t('lessons.by', {
            by,
            when: shortDay(new Date(lesson.proposedAt), new Date(), currentLanguage()),
          })}
        </p>
        {save.failed === undefined ? null : (
          <p className="sm late" role="alert">
            {save.failed}
          </p>
        )}
      </div>
      <div className={page.keys}>
        <Button leftSection={<IconCheck {...icon} />} loading={save.busy} onClick={() => void decide(true)}>
          {t('lessons.approve')}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX {...icon} />}
          onClick={() => void decide(false)}
        >
          {t('lessons.reject')}
        </Button>
      </div>
    </li>
  );
};

/** Examples proposed from conversations: the bot learns none of them before a person says so. */
export const Lessons = () => {
  const { t } = useTranslation('bot-questions');
  const read = useInfiniteQuery({
    queryKey: ['bot-lessons'],
    queryFn: ({ pageParam }) =>
      api.botLearning.lessons({
        state: 'pending',
        limit: 20,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  if (rows.length === 0) return null;
  return (
    <section aria-label={t('lessons.title')}>
      <h2>{t('lessons.title')}</h2>
      <p className="t2 prose">{t('lessons.hint')}</p>
      <ul className={css.list}>
        {rows.map((lesson) => (
          <LessonRow key={lesson.id} lesson={lesson} />
        ))}
      </ul>
      <MoreButton list={read} />
    </section>
  );
};
