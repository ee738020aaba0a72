import { useState } from 'preact/hooks';
import type { z } from 'zod';
import type { WidgetMessage } from '#contracts/socket.ts';
import { bytes, clock, fill, initials, pieces } from './format.ts';
import { Icon } from './Icon.tsx';
import type { OutboxItem, SentFile } from './outbox.ts';
import { absolute, type Ui } from './ui.ts';

type File = z.infer<typeof WidgetMessage>['attachments'][number] | SentFile;

const Text = ({ text }: { text: string }) => (
  <p class="bub">
    {pieces(text).map((piece, at) =>
      piece.url ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never move
        <a key={at} href={piece.url} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      ) : (
        piece.text
      ),
    )}
  </p>
);

const Tile = ({ ui, file }: { ui: Ui; file: File }) => {
  const { words, host } = ui;
  const url = file.url && absolute(host.base, file.url);
  const state =
    file.status === 'fetching' ? words.receiving : file.status === 'failed' ? words.notReceived : '';
  const tile = (
    <>
      <Icon name={file.kind === 'audio' ? 'mic' : 'file'} size={18} />
      <span class="grow">
        <b class="cut">{file.kind === 'audio' ? words.voiceNote : file.name}</b>
        <span class="sub">{state || bytes(file.size)}</span>
      </span>
    </>
  );
  if (!url || state) return <div class="tile">{tile}</div>;
  if (file.kind === 'audio') {
    // biome-ignore lint/a11y/useMediaCaption: a voice note has no captions
    return <audio controls preload="none" src={url} aria-label={words.voiceNote} />;
  }
  if (file.kind === 'image') {
    return (
      <a class="pic" href={url} target="_blank" rel="noopener noreferrer">
        <img src={url} alt={file.name} loading="lazy" />
      </a>
    );
  }
  return (
    <a class="tile" href={url} target="_blank" rel="noopener noreferrer">
      {tile}
    </a>
  );
};

/** How far an own message has come. */
const Receipt = ({ ui, message }: { ui: Ui; message: WidgetMessage }) => {
  const { view, words, language } = ui;
  const here = view.state?.conversationId === message.conversationId;
  const read = !here || message.seq <= (view.state?.readSeq ?? 0);
  return (
    <div class="rc">
      <Icon name={read ? 'checks' : 'check'} size={13} />
      {`${read ? words.read : words.sent} ${clock(message.at, language)}`}
    </div>
  );
};

export const Own = ({ ui, message, last }: { ui: Ui; message: WidgetMessage; last: boolean }) => (
  <li class={`m own${last ? '' : ' more'}`}>
    <span class="sr">{ui.words.you}</span>
    {message.text && <Text text={message.text} />}
    {message.attachments.map((file) => (
      <Tile key={file.fileId} ui={ui} file={file} />
    ))}
    {last && <Receipt ui={ui} message={message} />}
  </li>
);

const whyFailed = (code: string | undefined, words: Ui['words']): string =>
  code === 'text-too-long'
    ? words.failedLong
    : code === 'file-not-accepted'
      ? words.failedFile
      : code === 'customer-blocked'
        ? words.failedBlocked
        : words.failed;

/** A message the server has not shown yet. */
export const Unsent = ({ ui, item }: { ui: Ui; item: OutboxItem<'message.send'> }) => {
  const { words, session, view, language } = ui;
  const { clientId } = item.data;
  const failed = item.state === 'failed';
  const taken = item.state === 'taken';
  return (
    <li class={`m own${failed || taken ? '' : ' wait'}`}>
      <span class="sr">{words.you}</span>
      {item.data.text && <Text text={item.data.text} />}
      {item.files?.map((file) => (
        <Tile key={file.fileId} ui={ui} file={file} />
      ))}
      <div class={`rc${failed ? ' bad' : ''}`}>
        <Icon name={failed ? 'alert' : taken ? 'check' : 'clock'} size={13} />
        {failed
          ? whyFailed(item.code, words)
          : taken
            ? `${words.sent} ${clock(item.at, language)}`
            : view.link === 'online'
              ? words.sending
              : words.unsent}
        {failed && (
          <>
            <button type="button" onClick={() => session.retry(clientId)}>
              {words.again}
            </button>
            <button type="button" onClick={() => session.discard(clientId)}>
              {words.discard}
            </button>
          </>
        )}
      </div>
    </li>
  );
};

export const speaker = (ui: Ui, { from, authorName }: Pick<WidgetMessage, 'from' | 'authorName'>): string =>
  from === 'bot' ? ui.words.bot : authorName ? fill(ui.words.person, authorName) : ui.words.staff;

/** Round for people, square for the bot. */
export const Avatar = ({ from, name }: { from: string; name?: string | undefined }) => (
  <span class={`av ${from}`} aria-hidden="true">
    {from === 'bot' ? (
      <Icon name="bot" size={17} />
    ) : name ? (
      initials(name)
    ) : (
      <Icon name="headset" size={16} />
    )}
  </span>
);

/** Thumbs under an answer of the bot. Who was not helped is offered a person. */
const Thumbs = ({ ui, message }: { ui: Ui; message: WidgetMessage }) => {
  const { words, session, view } = ui;
  const [tapped, setTapped] = useState<boolean>();
  const said = tapped ?? message.extra.vote?.helpful;
  const vote = async (helpful: boolean): Promise<void> => {
    setTapped(helpful);
    if (!(await session.vote(message, helpful))) setTapped(undefined);
  };
  return (
    <div class="th">
      {[true, false].map((helpful) => (
        <button
          key={String(helpful)}
          type="button"
          class={helpful ? '' : 'down'}
          aria-pressed={said === helpful}
          aria-label={helpful ? words.helpful : words.notHelpful}
          title={helpful ? words.helpful : words.notHelpful}
          onClick={() => void vote(helpful)}
        >
          <Icon name="thumb" size={15} />
        </button>
      ))}
      {said === false && view.state?.speaker === 'bot' && (
        <button type="button" class="talk" onClick={() => session.callPerson()}>
          {words.talk}
        </button>
      )}
    </div>
  );
};

/** A message of bot or agent. `next`: the one before was theirs too. */
export const Theirs = ({ ui, message, next }: { ui: Ui; message: WidgetMessage; next: boolean }) => {
  const { card, citations } = message.extra;
  return (
    <li class={`m${next ? ' next' : ''}`}>
      <Avatar from={message.from} name={message.authorName} />
      <div>
        <div class="who">{speaker(ui, message)}</div>
        {message.text && <Text text={message.text} />}
        {card && (
          <div class="card">
            <b>{card.title}</b>
            <dl>
              {card.lines.map(({ label, value }) => (
                <>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </>
              ))}
            </dl>
          </div>
        )}
        {message.attachments.map((file) => (
          <Tile key={file.fileId} ui={ui} file={file} />
        ))}
        {citations?.map((citation) => (
          <button
            key={citation.articleId}
            type="button"
            class="tile"
            onClick={() => ui.showArticle(citation)}
          >
            <Icon name="article" size={18} />
            <span class="grow">
              <b>{citation.title}</b>
              {citation.section && <span class="sub">{citation.section}</span>}
            </span>
            <Icon name="right" size={16} />
          </button>
        ))}
        {message.votable && <Thumbs ui={ui} message={message} />}
      </div>
    </li>
  );
};
