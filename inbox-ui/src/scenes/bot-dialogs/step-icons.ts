import {
  IconArrowsSplit2,
  IconCircleCheck,
  IconHeadset,
  IconMessage,
  IconMessageQuestion,
  IconNote,
  IconPlayerStop,
  IconPlugConnected,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { StepKind } from './draft.ts';

/** One mark for each kind of step. */
export const STEP_ICONS: Record<StepKind, ComponentType<IconProps>> = {
  ask: IconMessageQuestion,
  say: IconMessage,
  confirm: IconCircleCheck,
  branch: IconArrowsSplit2,
  call: IconPlugConnected,
  record: IconNote,
  'hand-over': IconHeadset,
  end: IconPlayerStop,
};
