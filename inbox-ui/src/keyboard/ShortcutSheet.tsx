import { Modal, Switch } from '@mantine/core';
import '@mantine/core/styles/Switch.css';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../state/session.ts';
import { isMac, modKeys } from './commands.ts';
import { BINDINGS, keyCaps } from './keymap.ts';
import css from './shortcuts.module.css';

/** `?`: every key, and the switch that turns the single-letter ones off. */
export const ShortcutSheet = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const { t } = useTranslation();
  const { preferences, change } = usePreferences();
  const rows = [
    ...BINDINGS.map((binding) => ({ name: binding.command as string, caps: keyCaps(binding, isMac()) })),
    { name: 'send', caps: [modKeys('↵')] },
    { name: 'send-and-resolve', caps: [modKeys('⇧', '↵')] },
    { name: 'insert-canned', caps: ['/'] },
    { name: 'insert-mention', caps: ['@'] },
    { name: 'insert-article', caps: ['#'] },
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('common:keys')}
      size={560}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <dl className={css.keys}>
        {rows.map((row) => (
          <div key={row.name}>
            <dt>{t(`key.${row.name}`)}</dt>
            <dd>
              {row.caps.map((cap) => (
                <kbd className="key" key={cap}>
                  {cap}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        mt={16}
        size="sm"
        checked={preferences.shortcuts}
        onChange={(event) => change({ shortcuts: event.currentTarget.checked })}
        label={t('key.single')}
        description={t('key.singleHint')}
      />
      <Switch
        mt={12}
        size="sm"
        checked={preferences.assist !== false}
        onChange={(event) => change({ assist: event.currentTarget.checked })}
        label={t('key.assist')}
        description={t('key.assistHint')}
      />
    </Modal>
  );
};
