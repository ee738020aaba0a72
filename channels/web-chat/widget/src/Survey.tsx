import { useState } from 'preact/hooks';
import type { WidgetMessage } from '#contracts/socket.ts';
import { Shape } from './Icon.tsx';
import type { OutboxItem } from './outbox.ts';
import type { Ui } from './ui.ts';

type Asked = NonNullable<WidgetMessage['extra']['survey']>;
/** From 1 to 5; Tabler outline, MIT. */
const FACES = [
  'M9 10h.01M15 10h.01M9.5 15.25a3.5 3.5 0 0 1 5 0M17.566 17.606a2 2 0 1 0 2.897.03L19 16zM20.865 13.517A8.937 8.937 0 0 0 21 12a9 9 0 1 0-9 9c.69 0 1.36-.076 2-.222',
  'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M9 10h.01M15 10h.01M9.5 15.25a3.5 3.5 0 0 1 5 0',
  'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M9 10h.01M15 10h.01M9 15h6',
  'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M9 10h.01M15 10h.01M9.5 15a3.5 3.5 0 0 0 5 0',
  'M12 21a9 9 0 1 1 0-18a9 9 0 0 1 0 18M10 10c-.5-1-2.5-1-3 0M17 10c-.5-1-2.5-1-3 0M14.5 15a3.5 3.5 0 0 1-5 0',
];
const SCORES = [1, 2, 3, 4, 5];
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
    {SCORES.map((score) => (
      <label key={score}>
        <input type="radio" name={name} value={score} onChange={() => pick(score)} />
        <Shape d={FACES[score - 1]} size={28} />
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
          <Shape d={FACES[answered - 1]} size={24} />
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
