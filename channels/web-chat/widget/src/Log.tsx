import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WidgetMessage } from '#contracts/socket.ts';
import { day } from './format.ts';
import { Icon } from './Icon.tsx';
import { Avatar, Own, speaker, Theirs, Unsent } from './Message.tsx';
import type { OutboxItem } from './outbox.ts';
import type { Ui } from './ui.ts';
import { type Extras, useExtras } from './use-extras.ts';

/** Closer than this to the end, new messages keep the end in sight. Pixels. */
const NEAR_END = 80;

const Line = ({ text }: { text: string }) => <li class="ev">{text}</li>;

const dayOf = (at: string): string => new Date(at).toDateString();

/** Rows of the log: day breaks, messages, and the end before the surveys that came after it. */
const rows = (
  ui: Ui,
  list: WidgetMessage[],
  ended: boolean,
  extras: Extras | undefined,
): ComponentChildren[] => {
  const end = ended ? list.map(({ extra }) => !extra.survey).lastIndexOf(true) : -1;
  return list.flatMap((message, at) => {
    const before = list[at - 1];
    const key = message.clientId ?? message.id;
    const newDay = !!before && dayOf(before.at) !== dayOf(message.at);
    const sameSpeaker = before?.from === message.from && before.authorName === message.authorName;
    return [
      newDay ? (
        <Line key={`day ${key}`} text={day(message.at, ui.language, ui.words)} />
      ) : (
        before &&
        before.conversationId !== message.conversationId && <Line key={`new ${key}`} text={ui.words.isNew} />
      ),
      message.extra.survey ? (
        extras && <extras.Survey key={key} ui={ui} message={message} />
      ) : message.from === 'system' ? (
        <Line key={key} text={message.text} />
      ) : message.from === 'customer' ? (
        <Own key={key} ui={ui} message={message} last={list[at + 1]?.from !== 'customer'} />
      ) : (
        <Theirs key={key} ui={ui} message={message} next={sameSpeaker && !newDay && !before.extra.survey} />
      ),
      at === end && <Line key="end" text={ui.words.ended} />,
    ];
  });
};

const QuickReplies = ({ ui, list, unsent }: { ui: Ui; list: WidgetMessage[]; unsent: OutboxItem[] }) => {
  const replies = list.at(-1)?.extra.quickReplies;
  if (!replies || unsent.length > 0 || ui.view.state?.status === 'resolved') return null;
  return (
    <li class="qr">
      {replies.map(({ label, payload }) => (
        <button key={label} type="button" onClick={() => ui.session.send(label, payload ? { payload } : {})}>
          {label}
        </button>
      ))}
    </li>
  );
};

const Greeting = ({ ui }: { ui: Ui }) => (
  <li class="m">
    <Avatar from="bot" />
    <div>
      <div class="who">{ui.words.bot}</div>
      <p class="bub">{ui.host.config.greeting[ui.language]}</p>
    </div>
  </li>
);

const Waiting = () => <li class="skel" />;

const Typing = ({ ui }: { ui: Ui }) => {
  const name = ui.view.state?.agentName;
  return (
    <li class="m">
      <Avatar from="agent" name={name} />
      <div>
        <div class="who">{speaker(ui, { from: 'agent', authorName: name })}</div>
        <div class="bub type" role="img" aria-label={ui.words.typing}>
          <i />
          <i />
          <i />
        </div>
      </div>
    </li>
  );
};

/** An answer of the bot as it grows. */
const Growing = ({ ui, text }: { ui: Ui; text: string }) => (
  <li class="m">
    <Avatar from="bot" />
    <div>
      <div class="who">{ui.words.bot}</div>
      <p class="bub">{text} …</p>
    </div>
  </li>
);

/** Keeps the end in sight while the reader is there, else offers a way down. */
const useEnd = (count: string) => {
  const body = useRef<HTMLDivElement>(null);
  const near = useRef(true);
  const [more, setMore] = useState(false);
  const down = (): void => body.current?.scrollTo({ top: body.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when a row comes
  useLayoutEffect(() => {
    if (near.current) down();
    else setMore(true);
  }, [count]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: watches from the first to the last
  useEffect(() => {
    const element = body.current;
    if (!element) return;
    const watch = new ResizeObserver(() => near.current && down());
    for (const part of [element, ...element.children]) watch.observe(part);
    return () => watch.disconnect();
  }, []);
  const onScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = body.current as HTMLDivElement;
    near.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (near.current) setMore(false);
  };
  return { body, onScroll, more, down };
};

/** Everything said. */
export const Log = ({ ui }: { ui: Ui }) => {
  const { view, words, language } = ui;
  const list = view.thread.list();
  const unsent = view.outbox.filter(
    (item): item is OutboxItem<'message.send'> =>
      item.event === 'message.send' && !view.thread.holds(item.data.clientId),
  );
  const ended = view.state?.status === 'resolved' && unsent.length === 0;
  const { body, onScroll, more, down } = useEnd(
    `${list.length} ${unsent.length} ${ended} ${view.state?.agentTyping} ${view.state?.partial?.length}`,
  );
  const first = list[0] ?? unsent[0];
  const extras = useExtras(
    ui.host.root,
    list.some(({ extra }) => extra.survey),
  );
  return (
    <div
      class="body"
      ref={body}
      onScroll={onScroll}
      role="log"
      aria-live="off"
      aria-label={words.message}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
      tabIndex={0}
    >
      <ul class="log">
        {first && <Line text={day(first.at, language, words)} />}
        <Greeting ui={ui} />
        {!view.state && view.link === 'waiting' && !first ? <Waiting /> : rows(ui, list, ended, extras)}
        {unsent.map((item) => (
          <Unsent key={item.data.clientId} ui={ui} item={item} />
        ))}
        {view.state?.agentTyping && <Typing ui={ui} />}
        {view.state?.partial && list.at(-1)?.from === 'customer' && (
          <Growing ui={ui} text={view.state.partial} />
        )}
        <QuickReplies ui={ui} list={list} unsent={unsent} />
      </ul>
      {more && (
        <button type="button" class="jump" onClick={down}>
          <Icon name="down" size={16} />
          {words.newMessages}
        </button>
      )}
    </div>
  );
};
