import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWidth } from '../../components/use-width.ts';
import { useCommands } from '../../keyboard/commands.ts';
import { LIST_WIDTH, panes, SIDE_WIDTH } from '../../state/panes.ts';
import { useStore } from '../../state/store.ts';
import { ThreadPane } from '../conversation/ThreadPane.tsx';
import { CustomerPane } from '../customer/CustomerPane.tsx';
import { ConversationList } from './ConversationList.tsx';
import css from './inbox.module.css';
import { NewMessageDialog } from './NewMessageDialog.tsx';
import { newMessage } from './new-message.ts';
import { PaneEdge } from './PaneEdge.tsx';

/** List, thread and customer: the scene an agent lives in. */
export const InboxScene = () => {
  const { t } = useTranslation();
  const { conversationId } = useParams({ strict: false });
  const { list, side, listHidden, sideHidden } = useStore(panes);
  const width = useWidth();
  const [sheet, setSheet] = useState(false);
  const writing = useStore(newMessage);
  const folded = width === 'phone' || width === 'narrow';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation closes the sheet
  useEffect(() => setSheet(false), [conversationId]);
  const toggleSide = (): void => {
    if (folded) setSheet((open) => !open);
    else panes.set((before) => ({ ...before, sideHidden: !before.sideHidden }));
  };
  const toggleList = (): void => panes.set((before) => ({ ...before, listHidden: !before.listHidden }));
  useCommands({
    'toggle-side': toggleSide,
    'toggle-list': toggleList,
    'new-message': () => newMessage.set({}),
    close: () => (sheet ? setSheet(false) : false),
  });
  const showSide = conversationId !== undefined && (folded ? sheet : !sideHidden);
  const hideList = listHidden && conversationId !== undefined && width !== 'phone';
  return (
    <div
      className={css.panes}
      data-phone={conversationId === undefined ? 'list' : 'thread'}
      style={{ '--list-now': `${list}px`, '--side-now': `${side}px` } as React.CSSProperties}
    >
      {hideList ? null : (
        <ConversationList edge={<PaneEdge pane="list" label={t('pane.resizeList')} limits={LIST_WIDTH} />} />
      )}
      <section className={css.thread} aria-label={t('pane.thread')}>
        {conversationId === undefined ? (
          <p className={css.nothing}>{t('thread.choose')}</p>
        ) : (
          <ThreadPane
            key={conversationId}
            id={conversationId}
            onToggleSide={toggleSide}
            sideOpen={showSide}
          />
        )}
      </section>
      {showSide ? (
        <section className={css.side} data-sheet={folded} aria-label={t('pane.customer')}>
          {folded ? null : <PaneEdge pane="side" label={t('pane.resizeSide')} limits={SIDE_WIDTH} />}
          <CustomerPane
            conversationId={conversationId}
            onClose={folded ? () => setSheet(false) : undefined}
          />
        </section>
      ) : null}
      {showSide && folded ? (
        <button
          type="button"
          className={css.scrim}
          aria-label={t('common:close')}
          onClick={() => setSheet(false)}
        />
      ) : null}
      {writing === undefined ? null : (
        <NewMessageDialog initial={writing} onClose={() => newMessage.set(undefined)} />
      )}
    </div>
  );
};
