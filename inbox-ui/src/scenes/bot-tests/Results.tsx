import { useTranslation } from 'react-i18next';
import type { TestResult } from '#contracts/bot-test.ts';
import { Got, Wanted } from './Got.tsx';
import css from './tests.module.css';
import { useArticleTitle } from './use-articles.ts';

/** A test's turns: what was wanted beside what came; a turn that differs is marked in words. */
export const Turns = ({ result }: { result: TestResult }) => {
  const { t } = useTranslation('bot-tests');
  const titleOf = useArticleTitle();
  return (
    <ol className={css.turns}>
      {result.turns.map((turn, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns have no other name and never move
        <li key={at} data-wrong={turn.wrong.length > 0}>
          <p className={css.said}>{turn.text}</p>
          <div className={css.pair}>
            <div>
              <span className="xs t3">{t('result.expected')}</span>
              <Wanted expect={turn.expect} titleOf={titleOf} />
            </div>
            <div>
              <span className="xs t3">
                {t('result.got')}
                {turn.wrong.length === 0 ? null : (
                  <b className="late">
                    {' '}
                    · {turn.wrong.map((field) => t(`wrong.${field}`)).join(t('common:comma'))}
                  </b>
                )}
              </span>
              <Got got={turn.got} />
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
};

/** Tests with their turns, each behind its name. */
export const Results = ({ results, open = false }: { results: readonly TestResult[]; open?: boolean }) => (
  <ul className={css.results}>
    {results.map((result) => (
      <li key={result.testId}>
        <details open={open}>
          <summary>{result.name}</summary>
          <Turns result={result} />
        </details>
      </li>
    ))}
  </ul>
);
