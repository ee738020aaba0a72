import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArticle,
  IconAt,
  IconBolt,
  IconChevronDown,
  IconPaperclip,
  IconTemplate,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { countSms } from '#contracts/sms-segments.ts';
import type { Language } from '#contracts/time.ts';
import { modKeys } from '../../keyboard/commands.ts';
import css from './composer.module.css';
import { EmojiPopover } from './EmojiPopover.tsx';
import { LinkPopover, type Links } from './LinkButtons.tsx';
import type { ReachOf } from './Reach.tsx';

interface BarProps {
  text: string;
  saved: boolean;
  sms: boolean;
  language: Language;
  limit: number | undefined;
  note: boolean;
  /** Who can read the answer to a public message; undefined elsewhere. */
  reach: ReachOf | undefined;
  links: Links;
  onLinks: (links: Links) => void;
  /** Undefined: the channel has no templates. */
  onTemplate: (() => void) | undefined;
  sendable: boolean;
  canResolve: boolean;
  onFiles: (files: File[]) => void;
  onInsert: (text: string) => void;
  onMention: () => void;
  onSend: (thenResolve: boolean) => void;
}

/** From this share of the limit on the count is amber. */
const NEAR_LIMIT = 0.9;

const Count = ({
  text,
  saved,
  sms,
  language,
  limit,
}: Pick<BarProps, 'text' | 'saved' | 'sms' | 'language' | 'limit'>) => {
  const { t } = useTranslation();
  if (text === '') return null;
  const { segments } = countSms(text);
  const over = limit !== undefined && text.length > limit;
  const near = limit !== undefined && text.length > limit * NEAR_LIMIT;
  return (
    <>
      <span className={`${css.hint} xs t3`}>
        {[t(`language.${language}`), saved ? t('composer.saved') : undefined].filter(Boolean).join(' · ')}
      </span>
      <span className={`${css.count} xs num ${over ? 'late' : near ? 'due' : 't3'}`}>
        {sms
          ? t('composer.segments', { count: text.length, segments })
          : over
            ? `${text.length} / ${limit}`
            : text.length}
      </span>
    </>
  );
};

/** Files, emoji, canned responses, articles, mentions; how long it is; send. */
export const ComposerBar = (props: BarProps) => {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const { onInsert, onSend, sendable, canResolve, note } = props;
  const icon = { size: 17, stroke: 1.6 } as const;
  const submit = note
    ? t('composer.addNote')
    : props.reach === 'public'
      ? t('composer.sendPublic')
      : props.reach === 'private'
        ? t('composer.sendPrivate')
        : t('composer.send');
  return (
    <div className={css.bar}>
      <ActionIcon
        aria-label={t('composer.file')}
        title={t('composer.file')}
        onClick={() => input.current?.click()}
      >
        <IconPaperclip {...icon} />
      </ActionIcon>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          props.onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <EmojiPopover onPick={onInsert} />
      <ActionIcon
        aria-label={t('composer.canned')}
        title={`${t('composer.canned')} /`}
        onClick={() => onInsert(' /')}
      >
        <IconBolt {...icon} />
      </ActionIcon>
      <ActionIcon
        className={css.wide ?? ''}
        aria-label={t('composer.article')}
        title={`${t('composer.article')} #`}
        onClick={() => onInsert(' #')}
      >
        <IconArticle {...icon} />
      </ActionIcon>
      <ActionIcon
        className={css.wide ?? ''}
        aria-label={t('composer.mention')}
        title={`${t('composer.mention')} @`}
        onClick={props.onMention}
      >
        <IconAt {...icon} />
      </ActionIcon>
      {note ? null : <LinkPopover links={props.links} onChange={props.onLinks} />}
      {props.onTemplate === undefined ? null : (
        <ActionIcon
          aria-label={t('template.open')}
          title={t('template.open')}
          onClick={() => props.onTemplate?.()}
        >
          <IconTemplate {...icon} />
        </ActionIcon>
      )}
      <span className="grow" />
      <Count {...props} />
      <span className={css.split}>
        <Button
          variant="filled"
          disabled={!sendable}
          onClick={() => onSend(false)}
          rightSection={<span className="key">{modKeys('↵')}</span>}
        >
          {submit}
        </Button>
        <Menu position="top-end">
          <Menu.Target>
            <ActionIcon variant="filled" color="ai" disabled={!sendable} aria-label={t('composer.ways')}>
              <IconChevronDown size={14} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              rightSection={<span className="key">{modKeys('↵')}</span>}
              onClick={() => onSend(false)}
            >
              {submit}
            </Menu.Item>
            <Menu.Item
              disabled={!canResolve}
              rightSection={<span className="key">{modKeys('⇧', '↵')}</span>}
              onClick={() => onSend(true)}
            >
              {t('composer.sendAndResolve')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
    </div>
  );
};
