import { useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands, useKeyboard } from '../keyboard/commands.ts';
import { live } from '../socket/live.ts';
import { startSending } from '../state/sending.ts';
import { usePreferences } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { undoLast } from '../state/undo.ts';
import { useActivityBeat } from './activity-beat.ts';
import css from './frame.module.css';
import { NoticeCard } from './NoticeCard.tsx';
import { OfferCard } from './OfferCard.tsx';
import { overlay } from './overlay.ts';
import { Rail } from './Rail.tsx';
import { ToastLine } from './ToastLine.tsx';
import { useLivePushes } from './use-live-pushes.ts';

const Palette = lazy(() => import('../scenes/palette/Palette.tsx').then((m) => ({ default: m.Palette })));
const ShortcutSheet = lazy(() =>
  import('../keyboard/ShortcutSheet.tsx').then((m) => ({ default: m.ShortcutSheet })),
);

/** The frame around every scene: rail, line to the server, keyboard, palette, toasts, offers. */
export const Frame = () => {
  const client = useQueryClient();
  const { preferences } = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  const { t } = useTranslation();
  const open = useStore(overlay);
  useKeyboard(preferences.shortcuts);
  useActivityBeat();
  const announcement = useLivePushes();
  useEffect(() => {
    if (!new URLSearchParams(window.location.search).has('theme')) setColorScheme(preferences.theme);
  }, [preferences.theme, setColorScheme]);
  useEffect(() => {
    void live.open();
    return startSending(client);
  }, [client]);
  useCommands({
    palette: () => overlay.set((now) => (now === 'palette' ? undefined : 'palette')),
    shortcuts: () => overlay.set('shortcuts'),
    undo: undoLast,
  });
  const [used, setUsed] = useState({ palette: false, shortcuts: false });
  useEffect(() => {
    if (open !== undefined) setUsed((before) => ({ ...before, [open]: true }));
  }, [open]);
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#main">
        {t('common:skip')}
      </a>
      <Rail />
      <main className={css.scene} id="main">
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </main>
      <OfferCard />
      <NoticeCard />
      <ToastLine />
      <div className="sr" role="status">
        {announcement}
      </div>
      <Suspense fallback={null}>
        {used.palette ? <Palette opened={open === 'palette'} onClose={() => overlay.set(undefined)} /> : null}
        {used.shortcuts ? (
          <ShortcutSheet opened={open === 'shortcuts'} onClose={() => overlay.set(undefined)} />
        ) : null}
      </Suspense>
    </div>
  );
};
