import { Popover } from '@mantine/core';
import { IconChevronDown, IconHeadset } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EscalationView, RoutingDecision } from '#contracts/conversation.ts';
import { q } from '../../api/client.ts';
import { useNow } from '../../components/use-now.ts';
import { clock, exactSpan } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useAgents } from '../../state/session.ts';
import { useCellWords } from './cell-words.ts';
import css from './thread.module.css';

const isDecision = (value: object): value is RoutingDecision =>
  'candidates' in value && Array.isArray(value.candidates) && 'queueId' in value;

const Candidates = ({ decision }: { decision: RoutingDecision }) => {
  const { t } = useTranslation();
  return (
    <table className={css.candidates}>
      <caption className="sr">{t('decision.title')}</caption>
      <thead className="sr">
        <tr>
          <th>{t('decision.agent')}</th>
          <th>{t('decision.outcome')}</th>
        </tr>
      </thead>
      <tbody>
        {decision.candidates.map((candidate) => (
          <tr key={candidate.agentId} data-chosen={candidate.agentId === decision.chosen || undefined}>
            <td>{candidate.name}</td>
            <td className={candidate.excluded === undefined ? '' : 't3'}>
              {candidate.excluded === undefined
                ? t(candidate.agentId === decision.chosen ? 'decision.chosen' : 'decision.score', {
                    score: (candidate.score ?? 0).toFixed(2),
                  })
                : t(`excluded.${candidate.excluded}`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const DecisionPopover = ({
  escalation,
  conversationId,
}: {
  escalation: EscalationView;
  conversationId: string;
}) => {
  const { t } = useTranslation();
  const cellWords = useCellWords();
  const [open, setOpen] = useState(false);
  const read = useQuery({
    ...q.conversations.decisions.queryOptions({ input: { id: conversationId } }),
    enabled: open,
    staleTime: 10_000,
  });
  const all = (read.data?.items ?? []).filter(isDecision);
  const decisions = all.length > 0 ? all : escalation.decision === undefined ? [] : [escalation.decision];
  return (
    <Popover opened={open} onChange={setOpen} width={340} position="bottom-end" withinPortal>
      <Popover.Target>
        <button type="button" className={css.why} onClick={() => setOpen((before) => !before)}>
          {t('decision.show')}
          <IconChevronDown size={12} stroke={1.6} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.decisions}>
        {decisions.length === 0 ? (
          <p className="t3">{t(read.isPending ? 'common:loading' : 'decision.none')}</p>
        ) : null}
        {decisions.map((decision) => (
          <section key={decision.at}>
            <h4 className="xs t3">
              {t('decision.at', { at: clock(new Date(decision.at), currentLanguage()) })}
              {decision.requiredSkills.length === 0
                ? ''
                : ` · ${decision.requiredSkills.join(t('common:comma'))}`}
            </h4>
            {decision.policy === undefined ? null : <p className="xs t2">{cellWords(decision.policy)}</p>}
            <Candidates decision={decision} />
          </section>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
};

/** The hand-over across the whole thread: before it the bot, after it people. */
export const HandOverBand = ({
  escalation,
  conversationId,
}: {
  escalation: EscalationView;
  conversationId: string;
}) => {
  const { t } = useTranslation();
  const agents = useAgents();
  const cellWords = useCellWords();
  const now = useNow();
  const language = currentLanguage();
  const from = Date.parse(escalation.queuedAt ?? escalation.createdAt);
  const waited = (escalation.acceptedAt === undefined ? now : Date.parse(escalation.acceptedAt)) - from;
  const accepted = agents.find((agent) => agent.id === escalation.acceptedBy)?.name;
  const offered = agents.find((agent) => agent.id === escalation.offeredTo)?.name;
  const routed = [escalation.queueName, ...escalation.requiredSkills].filter(Boolean).join(' + ');
  return (
    <section className={css.band} aria-label={t('band.title')}>
      <div className={css.bandHead}>
        <IconHeadset size={16} stroke={1.6} aria-hidden="true" />
        <b>{t('band.title')}</b>
        <span className="grow" />
        <span className="xs t3 num">
          {clock(new Date(escalation.createdAt), language)} ·{' '}
          {t('band.waited', { time: exactSpan(waited, language) })}
        </span>
        <DecisionPopover escalation={escalation} conversationId={conversationId} />
      </div>
      <dl>
        <div>
          <dt>{t('band.reason')}</dt>
          <dd>{t(`reason.${escalation.reason}`)}</dd>
        </div>
        {escalation.policy === undefined ? null : (
          <div>
            <dt>{t('band.policy')}</dt>
            <dd>{cellWords(escalation.policy)}</dd>
          </div>
        )}
        {routed === '' ? null : (
          <div>
            <dt>{t('band.routed')}</dt>
            <dd>{routed}</dd>
          </div>
        )}
        <div>
          <dt>{t(accepted !== undefined ? 'band.accepted' : 'band.state')}</dt>
          <dd>
            {accepted ??
              (offered !== undefined && escalation.state === 'offered'
                ? t('band.offeredTo', { name: offered })
                : t(`escalationState.${escalation.state}`))}
          </dd>
        </div>
      </dl>
    </section>
  );
};
