import { Button, Popover, TextInput } from '@mantine/core';
import { IconArticle, IconMessage2Check, IconPlus, IconSchool, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClusterView, LessonTarget } from '#contracts/answer.ts';
import { QUESTION_CAUSES } from '#contracts/choices.ts';
import { api, q } from '../../api/client.ts';
import { Pick, PickList } from '../../components/PickList.tsx';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { say } from '../../state/undo.ts';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import css from './questions.module.css';

const MOST = 8;
const icon = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;

/** Which answer or article the questions are examples of. */
const TeachButton = ({
  language,
  busy,
  onPick,
}: {
  language: 'ja' | 'en';
  busy: boolean;
  onPick: (target: LessonTarget & { title: string }) => void;
}) => {
  const { t } = useTranslation('bot-questions');
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const query = { input: { language }, staleTime: 30_000, enabled: open };
  const found = useQuery(q.botLearning.targets.queryOptions(query)).data?.items ?? [];
  const fitting = found
    .filter(({ title }) => title.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, MOST);
  return (
    <Popover opened={open} onChange={setOpen} trapFocus returnFocus position="bottom-start" width={280}>
      <Popover.Target>
        <Button leftSection={<IconSchool {...icon} />} loading={busy} onClick={() => setOpen((was) => !was)}>
          {t('teach')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('teach')}>
        <PickList>
          <TextInput
            data-search
            data-autofocus
            size="xs"
            aria-label={t('find')}
            placeholder={t('find')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {fitting.map((target) => (
            <Pick
              key={`${target.kind}${target.id}`}
              icon={target.kind === 'article' ? <IconArticle {...icon} /> : <IconMessage2Check {...icon} />}
              onClick={() => {
                setOpen(false);
                onPick(target);
              }}
            >
              {target.title}
            </Pick>
          ))}
        </PickList>
      </Popover.Dropdown>
    </Popover>
  );
};

/** Questions on one matter: how many, how they were put, where; and what is made of them. */
export const ClusterCard = ({ cluster }: { cluster: ClusterView }) => {
  const { t } = useTranslation('bot-questions');
  const go = useGo();
  const save = useSave(q.botLearning.clusters.key());
  const now = new Date();
  const { id, title, count, causes, examples, conversations, language, lastAt } = cluster;
  const others = examples.filter((text) => text !== title).slice(0, 5);
  const causeWords = QUESTION_CAUSES.flatMap((cause) => {
    const many = causes[cause] ?? 0;
    return many === 0 ? [] : [t(`cause.${cause}`, { count: many })];
  });
  const article = async (): Promise<void> => {
    let made = '';
    const done = await save.run(async () => {
      made = (await api.botLearning.draft({ id })).articleId;
    });
    if (done) go(`/articles/${made}`);
  };
  const teach = async ({ title: name, ...target }: LessonTarget & { title: string }): Promise<void> => {
    if (await save.run(() => api.botLearning.teach({ id, target }))) say(t('taught', { name }));
  };
  const dismiss = async (): Promise<void> => {
    if (await save.run(() => api.botLearning.dismiss({ id }))) say(t('dismissed'));
  };
  return (
    <li className={css.cluster}>
      <div className={css.head}>
        <span className={`${css.count} num`}>{count}</span>
        <div className="grow">
          <h3 lang={language}>{title}</h3>
          <p className="t3 sm">
            {[...causeWords, t('last', { when: shortDay(new Date(lastAt), now, currentLanguage()) })].join(
              ' · ',
            )}
          </p>
        </div>
      </div>
      {others.length === 0 ? null : (
        <ul className={css.examples} lang={language}>
          {others.map((text) => (
            <li key={text} className="t2">
              {text}
            </li>
          ))}
        </ul>
      )}
      <p className={`${css.links} t3 sm`}>
        {t('conversations')}
        {conversations.map((one) => (
          <Link
            key={one.id}
            to="/conversations/$conversationId"
            params={{ conversationId: one.id }}
            className={page.link ?? ''}
          >
            {shortDay(new Date(one.at), now, currentLanguage())}
          </Link>
        ))}
      </p>
      <div className={page.keys}>
        <Button leftSection={<IconPlus {...icon} />} loading={save.busy} onClick={() => void article()}>
          {t('article')}
        </Button>
        <TeachButton language={language} busy={save.busy} onPick={(target) => void teach(target)} />
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX {...icon} />}
          onClick={() => void dismiss()}
        >
          {t('dismiss')}
        </Button>
        <span className="sm late" role="status">
          {save.failed}
        </span>
      </div>
    </li>
  );
};
