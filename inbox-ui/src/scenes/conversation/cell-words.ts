import { useTranslation } from 'react-i18next';
import type { PolicyCited } from '#contracts/policy.ts';
import { whenWords } from '../../state/actions.ts';

/** A policy cell as a decision cites it: `A · LINE: bot first, first reply by 10:30`. */
export const useCellWords = (): ((cited: PolicyCited) => string) => {
  const { t } = useTranslation();
  return ({ cell, start, dueAt, firstReplyMinutes }) => {
    const [tier = '', channel = ''] = cell.split('/');
    const where = channel === '*' ? '' : t(`channel.${channel}`, { defaultValue: channel });
    return t('band.cell', {
      cell: [tier === 'vip' ? 'VIP' : tier, where].filter(Boolean).join(' · '),
      start: t(`band.start.${start}`),
      due: dueAt === undefined ? `${firstReplyMinutes}` : whenWords(new Date(dueAt)),
    });
  };
};
