import { ActionIcon, Popover } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './composer.module.css';

const EMOJI = Array.from(
  '😊🙂😄😌😅😢😮🤔🙏👍👏🙇💡📦🚚📮🎁🏠📞📧📎📝🔍🔧⏰📅✅🌸🎉❤️'.replaceAll('\uFE0F', ''),
);

/** The few emoji a support desk needs; the system's own picker has the rest. */
export const EmojiPopover = ({ onPick }: { onPick: (emoji: string) => void }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          aria-label={t('composer.emoji')}
          title={t('composer.emoji')}
          onClick={() => setOpen((before) => !before)}
        >
          <IconMoodSmile size={17} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={css.emoji}>
          {EMOJI.map((emoji) => (
            <button
              key={emoji}
              type="button"
              onClick={() => {
                setOpen(false);
                onPick(emoji);
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
};
