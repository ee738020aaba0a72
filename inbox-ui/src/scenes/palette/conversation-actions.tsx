import {
  IconAlarmSnooze,
  IconArticle,
  IconCheck,
  IconHeadset,
  IconLock,
  IconMessageReply,
  IconRotate2,
  IconTag,
  IconTemplate,
  IconUserPlus,
  IconUsers,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { api, q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { BotMark, PriorityMark } from '../../components/marks.tsx';
import { runCommand } from '../../keyboard/commands.ts';
import { whenWords } from '../../state/actions.ts';
import { useAgents, useSession, useTeams } from '../../state/session.ts';
import { useActions } from '../../state/use-actions.ts';
import { composer } from '../composer/put-back.ts';
import { useFill } from '../composer/use-fill.ts';
import { may } from '../conversation/abilities.ts';
import { snoozeTimes } from '../conversation/snooze-times.ts';
import type { PaletteAction } from './rank.ts';

const icon = { size: 16, stroke: 1.6 } as const;
const MAX_TAG = 40;

const useAssignActions = (id: string): PaletteAction[] => {
  const { t } = useTranslation();
  const agents = useAgents();
  const teams = useTeams();
  const me = useSession().agent.id;
  const actions = useActions();
  return [
    ...agents
      .filter((agent) => !agent.disabled)
      .sort((a, b) => Number(b.id === me) - Number(a.id === me))
      .map((agent) => ({
        id: `assign-${agent.id}`,
        title: t(agent.id === me ? 'palette.assignMe' : 'palette.assign', { name: agent.name }),
        hint: t(`common:presence.${agent.presence}`),
        icon: <IconUserPlus {...icon} />,
        keys: ['A'],
        run: () => actions.assign([id], { assigneeId: agent.id }, agent.name),
      })),
    ...teams.map((team) => ({
      id: `team-${team.id}`,
      title: t('palette.assignTeam', { name: team.name }),
      icon: <IconUsers {...icon} />,
      keys: ['A'],
      run: () => actions.assign([id], { teamId: team.id }, team.name),
    })),
  ];
};

const useTagAction = (conversation: ConversationView | undefined, asked: string): PaletteAction[] => {
  const { t } = useTranslation();
  const actions = useActions();
  if (conversation === undefined || asked === '' || asked.length > MAX_TAG) return [];
  const on = conversation.tags.includes(asked);
  return [
    {
      id: 'tag',
      anything: true,
      title: t(on ? 'palette.untag' : 'palette.tag', { tag: asked }),
      icon: <IconTag {...icon} />,
      keys: ['L'],
      run: () =>
        actions.setTags(
          conversation.id,
          on ? conversation.tags.filter((tag) => tag !== asked) : [...conversation.tags, asked],
        ),
    },
  ];
};

/** What can be done with the open conversation. */
export const useConversationActions = (
  conversation: ConversationView | undefined,
  asked: string,
): PaletteAction[] => {
  const { t } = useTranslation();
  const actions = useActions();
  const assign = useAssignActions(conversation?.id ?? '');
  const tag = useTagAction(conversation, asked);
  if (conversation === undefined) return [];
  const { id, status, speaker } = conversation;
  const commands: (PaletteAction & { when: boolean })[] = [
    {
      id: 'accept',
      when: status === 'queued' && may(conversation, 'accept'),
      title: t('action.accept'),
      icon: <IconHeadset {...icon} />,
      keys: ['Y'],
      run: () => void actions.accept(id),
    },
    {
      id: 'take-over',
      when: speaker === 'bot' && may(conversation, 'take-over'),
      title: t('action.takeOver'),
      icon: <IconHeadset {...icon} />,
      run: () => actions.takeOver(id),
    },
    {
      id: 'reply',
      when: may(conversation, 'reply'),
      title: t('composer.reply'),
      icon: <IconMessageReply {...icon} />,
      keys: ['R'],
      run: () => void runCommand('reply'),
    },
    {
      id: 'note',
      when: may(conversation, 'note'),
      title: t('composer.note'),
      icon: <IconLock {...icon} />,
      keys: ['N'],
      run: () => void runCommand('note'),
    },
    {
      id: 'resolve',
      when: status !== 'resolved' && may(conversation, 'resolve'),
      title: t('action.resolve'),
      icon: <IconCheck {...icon} />,
      keys: ['E'],
      run: () => actions.resolve([id]),
    },
    {
      id: 'reopen',
      when: status === 'resolved' && may(conversation, 'reopen'),
      title: t('action.reopen'),
      icon: <IconRotate2 {...icon} />,
      run: () => actions.reopen(id),
    },
    {
      id: 'hand-back',
      when: speaker === 'human' && status !== 'resolved' && may(conversation, 'hand-back'),
      title: t('action.handBack'),
      icon: <BotMark />,
      run: () => actions.handBack(id),
    },
    {
      id: 'spam',
      when: may(conversation, 'mark-spam') && !conversation.spam,
      title: t('action.spam'),
      icon: <IconTag {...icon} />,
      run: () => actions.spam(id, true),
    },
  ];
  const snooze = snoozeTimes(new Date()).map(({ key, until }) => ({
    id: `snooze-${key}`,
    title: t('snooze.until', { when: t(`snooze.${key}`) }),
    hint: whenWords(until),
    icon: <IconAlarmSnooze {...icon} />,
    keys: ['S'],
    run: () => actions.snooze(id, until),
  }));
  const priority = (['urgent', 'high', 'normal', 'low'] as const).map((one) => ({
    id: `priority-${one}`,
    title: t('palette.priority', { priority: t(`priority.${one}`) }),
    icon: <PriorityMark priority={one} size={16} />,
    keys: ['P'],
    run: () => actions.setPriority(id, one),
  }));
  return [
    ...commands.filter((command) => command.when),
    ...(may(conversation, 'assign') ? assign : []),
    ...(may(conversation, 'update') ? [...tag, ...priority] : []),
    ...(may(conversation, 'snooze') ? snooze : []),
  ];
};

/** Canned responses and articles, put into the composer. */
export const useInsertActions = (
  conversation: ConversationView | undefined,
  asked: string,
): PaletteAction[] => {
  const { t } = useTranslation();
  const fillIn = useFill();
  const on = conversation !== undefined && asked !== '';
  const canned = useQuery({
    ...q.canned.list.queryOptions({ input: { limit: 5, q: asked } }),
    enabled: on,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  }).data?.items;
  const articles = useQuery({
    ...q.articles.list.queryOptions({
      input: { limit: 5, q: asked, status: 'published', language: conversation?.language ?? 'ja' },
    }),
    enabled: on,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  }).data?.items;
  if (!on) return [];
  const insert = (text: string) => (): void => composer.get()?.insert(text);
  return [
    ...(articles ?? []).slice(0, 3).map((article) => ({
      id: `article-${article.id}`,
      title: t('palette.article', { title: article.title }),
      words: asked,
      icon: <IconArticle {...icon} />,
      keys: ['#'],
      run: insert(`${article.title} ${window.location.origin}/help/${encodeURIComponent(article.slug)}`),
    })),
    ...(canned ?? []).slice(0, 3).map((one) => ({
      id: `canned-${one.id}`,
      title: t('palette.canned', { title: one.title }),
      words: asked,
      icon: <IconTemplate {...icon} />,
      keys: ['/'],
      run: () => void fillIn(one.text, conversation).then((text) => composer.get()?.insert(text)),
    })),
  ];
};

/** Conversations that carry the words, straight to open. */
export const useFoundConversations = (asked: string): PaletteAction[] => {
  const navigate = useNavigate();
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ['palette-search', asked],
    queryFn: ({ signal }) => api.conversations.list({ q: asked, limit: 4 }, { signal }),
    enabled: asked.length > 1,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  }).data?.items;
  if (asked.length < 2) return [];
  return (found ?? []).map((row) => ({
    id: `open-${row.id}`,
    title: row.customerName,
    hint: row.subject ?? row.lastLine,
    words: t(`status.${row.status}`),
    icon: <ChannelGlyph channel={row.channel} size={16} />,
    run: () =>
      void navigate({
        to: '/conversations/$conversationId',
        params: { conversationId: row.id },
        search: { view: 'all' },
      }),
  }));
};
