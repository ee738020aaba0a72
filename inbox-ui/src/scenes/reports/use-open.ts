import { useNavigate } from '@tanstack/react-router';
import type { FigureKey } from '#contracts/report-definitions.ts';
import { type Days, instantsOf } from './period.ts';
import type { Ask, Behind } from './use-report.ts';

/** As much of what a chart says about a click as is used. */
interface Clicked {
  activeLabel?: string | number | undefined;
}
const POINTER = { cursor: 'pointer' } as const;

/** Makes the days of a chart open their conversations. */
export const useOpenDay = (behind: Behind, figure: FigureKey) => {
  const navigate = useNavigate();
  return {
    style: POINTER,
    onClick: ({ activeLabel }: Clicked): void => {
      if (typeof activeLabel === 'string') void navigate({ to: '/', search: behind(figure, activeLabel) });
    },
  };
};

/** Makes the stretches of a chart (its points are named by their first day) open their conversations. */
export const useOpenStretch = (ask: Ask, behind: Behind, figure: FigureKey, stretches: readonly Days[]) => {
  const navigate = useNavigate();
  return {
    style: POINTER,
    onClick: ({ activeLabel }: Clicked): void => {
      const found = stretches.find(({ from }) => from === activeLabel);
      if (found === undefined) return;
      const search = { ...behind(figure), ...instantsOf(found, ask.timeZone) };
      void navigate({ to: '/', search });
    },
  };
};
