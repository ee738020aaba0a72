import {
  IconArrowRight,
  IconKeyboard,
  IconLanguage,
  IconPencil,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { overlay } from '../../frame/overlay.ts';
import { SCENES } from '../../scene-registry.ts';
import { useCounts } from '../../state/lists.ts';
import { VIEWS } from '../../state/rows.ts';
import { usePreferences, usePresence, useSession } from '../../state/session.ts';
import { THEMES } from '../../theme/color-scheme.ts';
import { newMessage } from '../inbox/new-message.ts';
import type { PaletteAction } from './rank.ts';

const icon = { size: 16, stroke: 1.6 } as const;

/** Where one can go: search, views, scenes, a new message. */
export const useGoActions = (asked: string): PaletteAction[] => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const counts = useCounts();
  const { abilities } = useSession();
  const search: PaletteAction[] =
    asked === ''
      ? []
      : [
          {
            id: 'search',
            anything: true,
            title: t('palette.search', { text: asked }),
            words: asked,
            icon: <IconSearch {...icon} />,
            run: () => void navigate({ to: '/', search: { view: 'all', q: asked } }),
          },
        ];
  return [
    ...search,
    ...VIEWS.map((view) => ({
      id: `view-${view}`,
      title: t(`view.${view}`),
      hint: counts[view] === undefined ? undefined : String(counts[view]),
      words: t('palette.go'),
      icon: <IconArrowRight {...icon} />,
      run: () => void navigate({ to: '/', search: { view } }),
    })),
    ...SCENES.filter((scene) => scene.ability === undefined || abilities[scene.ability] === true).map(
      (scene) => ({
        id: `scene-${scene.name}`,
        title: t(`common:scene.${scene.name}`),
        icon: <scene.icon {...icon} />,
        run: () => void navigate({ to: scene.path }),
      }),
    ),
    {
      id: 'new',
      title: t('list.newMessage'),
      icon: <IconPencil {...icon} />,
      keys: ['C'],
      run: () => void navigate({ to: '/' }).then(() => newMessage.set({})),
    },
  ];
};

/** Language, theme, presence, keys. */
export const usePreferenceActions = (): PaletteAction[] => {
  const { t } = useTranslation();
  const { preferences, change } = usePreferences();
  const { presence, set } = usePresence();
  const other = preferences.language === 'ja' ? 'en' : 'ja';
  return [
    {
      id: 'language',
      title: t('palette.language', { language: other === 'ja' ? '日本語' : 'English' }),
      words: 'language 言語 日本語 English',
      icon: <IconLanguage {...icon} />,
      run: () => change({ language: other }),
    },
    ...THEMES.filter((theme) => theme !== preferences.theme).map((theme) => ({
      id: `theme-${theme}`,
      title: t('palette.theme', { theme: t(`common:theme.${theme}`) }),
      words: 'theme dark light テーマ',
      icon: <IconSun {...icon} />,
      run: () => change({ theme }),
    })),
    ...(['available', 'away'] as const)
      .filter((state) => state !== presence)
      .map((state) => ({
        id: `presence-${state}`,
        title: t('palette.presence', { presence: t(`common:presence.${state}`) }),
        words: 'presence',
        icon: <IconUser {...icon} />,
        run: () => set(state),
      })),
    {
      id: 'keys',
      title: t('common:keys'),
      icon: <IconKeyboard {...icon} />,
      keys: ['?'],
      run: () => overlay.set('shortcuts'),
    },
  ];
};
