import { useTranslation } from 'react-i18next';
import type { TurnExpect, TurnGot } from '#contracts/bot-test.ts';
import { StateDot } from '../page/Page.tsx';
import css from './tests.module.css';

/** Colours as the trial page has them: what answers is good, what asks is due, what hands over is late. */
export const toneOf = (decision: TurnGot['decision']): 'good' | 'due' | 'late' | 'none' =>
  decision === 'clarify' ? 'due' : decision === 'escalate' ? 'late' : decision === 'none' ? 'none' : 'good';

/** What the bot does with a question: decision, source, words. */
export const Got = ({ got, words = true }: { got: TurnGot; words?: boolean }) => {
  const { t } = useTranslation('bot-tests');
  return (
    <div className={css.got}>
      <StateDot is={toneOf(got.decision)}>{t(`decision.${got.decision}`)}</StateDot>
      {got.reason === undefined ? null : <span className="sm t2">{t(`inbox:reason.${got.reason}`)}</span>}
      {got.titles.map((title) => (
        <span key={title} className="sm t2 cut" title={title}>
          {title}
        </span>
      ))}
      {got.slots === undefined ? null : (
        <span className="sm t2">
          {Object.entries(got.slots)
            .map(([name, value]) => `${name}: ${value}`)
            .join(' · ')}
        </span>
      )}
      {words && got.text !== '' ? <p className={`${css.words} prose`}>{got.text}</p> : null}
    </div>
  );
};

/** What a test wants of a turn, in one line. `titleOf`: an article's name by its id. */
export const Wanted = ({
  expect,
  titleOf,
}: {
  expect: TurnExpect;
  titleOf: (articleId: string) => string;
}) => {
  const { t } = useTranslation('bot-tests');
  const { decision, articleId, answerId, intent, reason, slots } = expect;
  const rest = [
    ...(reason === undefined ? [] : [t(`inbox:reason.${reason}`)]),
    ...(articleId === undefined ? [] : [titleOf(articleId)]),
    ...(answerId === undefined ? [] : [answerId]),
    ...(intent === undefined ? [] : [intent]),
    ...Object.entries(slots ?? {}).map(([name, value]) => `${name}: ${value}`),
  ];
  return (
    <div className={css.got}>
      <StateDot is={toneOf(decision)}>{t(`decision.${decision}`)}</StateDot>
      {rest.map((line) => (
        <span key={line} className="sm t2 cut" title={line}>
          {line}
        </span>
      ))}
    </div>
  );
};
