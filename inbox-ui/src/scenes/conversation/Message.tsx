import {
  IconArticle,
  IconClockExclamation,
  IconDeviceMobile,
  IconExternalLink,
  IconLock,
  IconUserShare,
  IconWorld,
} from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import type { MessageView } from '#contracts/message.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { Face } from '../../components/Face.tsx';
import { clock, shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { Aftermath } from './Aftermath.tsx';
import { Attachments } from './Attachments.tsx';
import { BotAnswer } from './BotAnswer.tsx';
import { Delivery } from './Delivery.tsx';
import { MessageText } from './MessageText.tsx';
import css from './message.module.css';
import { InsteadOfWords, isBare, Shared, SharedAbove } from './Shared.tsx';
import shared from './shared.module.css';

const TranslateMessage = lazy(() =>
  import('../assist/Translate.tsx').then((m) => ({ default: m.TranslateMessage })),
);
const MailView = lazy(() => import('../mail/MailView.tsx').then((m) => ({ default: m.MailView })));

type Who = 'customer' | 'agent' | 'me' | 'bot';

/** Who can read it and where it was written: what must not be mistaken. */
const Reach = ({ message, isPublic }: { message: MessageView; isPublic: boolean }) => {
  const { t } = useTranslation();
  const { replyPrivately, link, isEcho } = message.extra;
  const icon = { size: 12, stroke: 1.6, 'aria-hidden': true } as const;
  return (
    <>
      {isPublic ? (
        <span className={shared.badge} title={t('message.publicTitle')}>
          <IconWorld {...icon} />
          {t('message.public')}
        </span>
      ) : null}
      {replyPrivately === true ? (
        <span className={shared.badge} data-is="private">
          <IconUserShare {...icon} />
          {t('message.private')}
        </span>
      ) : null}
      {link === undefined || !/^https?:/.test(link) ? null : (
        <a className={shared.quiet} href={link} target="_blank" rel="noreferrer noopener">
          {t('message.post')}
          <IconExternalLink {...icon} />
        </a>
      )}
      {isEcho === true ? (
        <span className={shared.quiet}>
          <IconDeviceMobile {...icon} />
          {t('message.echo')}
        </span>
      ) : null}
    </>
  );
};

const Head = ({
  message,
  name,
  several,
  isPublic,
}: {
  message: MessageView;
  name: string;
  several: boolean;
  isPublic: boolean;
}) => {
  const { t } = useTranslation();
  const note = message.direction === 'note';
  const decision = message.extra.bot?.decision;
  return (
    <div className={css.head}>
      {note ? <IconLock size={13} stroke={1.6} aria-hidden="true" /> : null}
      <b>{note ? t('message.note') : name}</b>
      {note ? <span>{name}</span> : null}
      {message.author.kind === 'bot' && decision !== undefined ? (
        <span className="t3 xs">{t(`message.decision.${decision}`)}</span>
      ) : null}
      {several && message.channel !== undefined && !note ? (
        <span title={t(`channel.${message.channel}`)} role="img" aria-label={t(`channel.${message.channel}`)}>
          <ChannelGlyph channel={message.channel} size={12} />
        </span>
      ) : null}
      <Reach message={message} isPublic={isPublic} />
      <time className={note ? 'xs' : 't3 xs'} dateTime={message.at}>
        {clock(new Date(message.at), currentLanguage())}
      </time>
      {message.late ? (
        <span className={`${css.late} xs due`}>
          <IconClockExclamation size={12} stroke={1.6} aria-hidden="true" />
          {t('message.late')}
        </span>
      ) : null}
    </div>
  );
};

const Citations = ({ message }: { message: MessageView }) => {
  const { t } = useTranslation();
  const language = currentLanguage();
  const sure = message.extra.bot?.confidence;
  return (message.extra.citations ?? []).map((citation, index) => (
    <div className={css.cite} key={citation.articleId}>
      <IconArticle size={14} stroke={1.6} aria-hidden="true" />
      {citation.slug === undefined ? (
        <span className="cut">{citation.title}</span>
      ) : (
        <a
          className="cut"
          href={`/help/${encodeURIComponent(citation.slug)}`}
          target="_blank"
          rel="noreferrer"
        >
          {citation.title}
        </a>
      )}
      <span className="t3 cut">
        {[
          citation.section,
          citation.updatedAt === undefined
            ? undefined
            : t('message.updated', { date: shortDay(new Date(citation.updatedAt), new Date(), language) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className="grow" />
      {index === 0 && sure !== undefined ? (
        <span className="t3 num">{t('message.sure', { sure: sure.toFixed(2) })}</span>
      ) : null}
    </div>
  ));
};

const Card = ({ card }: { card: NonNullable<MessageView['extra']['card']> }) => (
  <div className={css.card}>
    <b>{card.title}</b>
    <dl>
      {card.lines.map((line) => (
        <div key={line.label}>
          <dt>{line.label}</dt>
          <dd>{line.value}</dd>
        </div>
      ))}
    </dl>
  </div>
);

const Extras = ({ message }: { message: MessageView }) => {
  const { t } = useTranslation();
  const { quickReplies, survey } = message.extra;
  return (
    <>
      {quickReplies === undefined || quickReplies.length === 0 ? null : (
        <ul className={css.replies} aria-label={t('message.quickReplies')}>
          {quickReplies.map((reply) => (
            <li key={reply.label}>{reply.label}</li>
          ))}
        </ul>
      )}
      {survey === undefined ? null : (
        <div className={css.survey}>
          {survey.answered === undefined
            ? t('message.surveyOpen', { kind: t(`survey.${survey.kind}`) })
            : t('message.surveyAnswered', { kind: t(`survey.${survey.kind}`), score: survey.answered })}
          {survey.comment === undefined ? null : <span>{t('common:quoted', { text: survey.comment })}</span>}
        </div>
      )}
    </>
  );
};

/** One message. Customer left on grey, agent right on tint, bot right outlined and square, note yellow with a lock. */
export const Message = ({
  message,
  head,
  conversation,
}: {
  message: MessageView;
  head: boolean;
  conversation: ConversationView;
}) => {
  const { t } = useTranslation();
  const me = useSession().agent.id;
  const { kind } = message.author;
  const who: Who =
    kind === 'customer'
      ? 'customer'
      : kind === 'bot' || kind === 'system'
        ? 'bot'
        : message.author.id === me
          ? 'me'
          : 'agent';
  const name =
    kind === 'bot' || kind === 'system' ? t(`author.${kind}`) : (message.author.name ?? t(`author.${kind}`));
  const side = message.direction === 'note' ? 'note' : message.direction === 'inbound' ? 'in' : 'out';
  const several = message.channel !== undefined && message.channel !== conversation.channel;
  const { extra } = message;
  // What we write on a public thread is public unless it was said privately; the customer's says so itself.
  const thread = conversation.threads.find((one) => one.id === message.threadId);
  const isPublic =
    side !== 'note' &&
    extra.replyPrivately !== true &&
    (extra.isPublic === true || (side === 'out' && thread?.isPublic === true));
  return (
    <article className={css.message} data-side={side} data-who={who} data-head={head || undefined}>
      {head ? <Face name={name} who={who} /> : <span className={css.noFace} />}
      <div className={css.body}>
        {head && side !== 'note' ? (
          <Head message={message} name={name} several={several} isPublic={isPublic} />
        ) : null}
        {isBare(message) ? null : (
          <div className={`${css.bubble} prose`}>
            {side === 'note' ? <Head message={message} name={name} several={false} isPublic={false} /> : null}
            <SharedAbove extra={extra} />
            <InsteadOfWords extra={extra} />
            <MessageText text={message.text} note={side === 'note'} />
            <Shared extra={extra} />
            {extra.card === undefined ? null : <Card card={extra.card} />}
            <Extras message={message} />
            <Citations message={message} />
          </div>
        )}
        <Attachments attachments={message.attachments.filter((one) => one.role !== 'mail-html')} />
        {extra.mail === undefined ? null : (
          <Suspense fallback={null}>
            <MailView message={message} />
          </Suspense>
        )}
        {side === 'in' && conversation.language !== currentLanguage() ? (
          <Suspense fallback={null}>
            <TranslateMessage message={message} conversation={conversation} />
          </Suspense>
        ) : null}
        <Aftermath extra={extra} />
        {kind === 'bot' ? <BotAnswer message={message} conversation={conversation} /> : null}
        {side === 'out' ? <Delivery message={message} conversation={conversation} /> : null}
      </div>
    </article>
  );
};
