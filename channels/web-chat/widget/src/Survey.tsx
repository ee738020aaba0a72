import { useState } from 'preact/hooks';
import type { WidgetMessage } from '#contracts/socket.ts';
import { Icon, type IconName } from './Icon.tsx';
import type { OutboxItem } from './outbox.ts';
import type { Ui } from './ui.ts';

type Asked = NonNullable<WidgetMessage['extra']['survey']>;
const FACES = [1, 2, 3, 4, 5];
/** Lowest and highest score on the scales of figures. */
const ENDS = { csat: [1, 5], nps: [0, 10], ces: [1, 7] } as const;

const Scale = ({
  ui,
  kind,
  name,
  pick,
}: {
  ui: Ui;
  kind: 'nps' | 'ces';
  name: string;
  pick(score: number): void;
}) => {
  const [from, to] = ENDS[kind];
  const { words } = ui;
  return (
    <>
      <div class="scale">
        {Array.from({ length: to - from + 1 }, (_, at) => from + at).map((score) => (
          <label key={score}>
            <input type="radio" name={name} value={score} onChange={() => pick(score)} />
            <span>{score}</span>
          </label>
        ))}
      </div>
      <div class="ends">
        <span>{kind === 'nps' ? words.npsLow : words.cesLow}</span>
        <span>{kind === 'nps' ? words.npsHigh : words.cesHigh}</span>
      </div>
    </>
  );
};

const Faces = ({ ui, name, pick }: { ui: Ui; name: string; pick(score: number): void }) => (
  <div class="faces">
    {FACES.map((score) => (
      <label key={score}>
        <input type="radio" name={name} value={score} onChange={() => pick(score)} />
        <Icon name={`face${score}` as IconName} size={28} />
        <span>{ui.words.faces[score - 1]}</span>
      </label>
    ))}
  </div>
);

/** A question in line: the score first, then a comment and one button. */
export const Survey = ({ ui, message }: { ui: Ui; message: WidgetMessage }) => {
  const { words, session, view } = ui;
  const survey = message.extra.survey as Asked;
  const [score, setScore] = useState<number>();
  const [comment, setComment] = useState('');
  const given = view.outbox.find(
    (item): item is OutboxItem<'survey.answer'> =>
      item.event === 'survey.answer' && (item.data as { surveyId: string }).surveyId === survey.surveyId,
  );
  const answered = survey.answered ?? given?.data.score;
  if (answered !== undefined) {
    return (
      <li class="ask done">
        {survey.kind === 'csat' ? (
          <Icon name={`face${answered}` as IconName} size={24} />
        ) : (
          <span class="pl">{answered}</span>
        )}
        {words.thanks}
      </li>
    );
  }
  const title = message.text || words[survey.kind];
  const Kind = survey.kind;
  return (
    <li class="ask">
      <b id={`q-${message.id}`}>{title}</b>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (score !== undefined) session.answer(survey.surveyId, score, comment.trim());
        }}
      >
        <div role="radiogroup" aria-labelledby={`q-${message.id}`}>
          {Kind === 'csat' ? (
            <Faces ui={ui} name={message.id} pick={setScore} />
          ) : (
            <Scale ui={ui} kind={Kind} name={message.id} pick={setScore} />
          )}
        </div>
        {score !== undefined && (
          <>
            <textarea
              class="in"
              rows={2}
              maxLength={2000}
              aria-label={words.comment}
              placeholder={words.commentHint}
              value={comment}
              onInput={(event) => setComment(event.currentTarget.value)}
            />
            <button class="fill" type="submit">
              {words.send}
            </button>
          </>
        )}
      </form>
    </li>
  );
};
