import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import { IconLink, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboundChoices } from '#contracts/message.ts';
import css from './composer.module.css';

export type Links = NonNullable<OutboundChoices['links']>;

/** Most buttons of one message, and the longest label and address, as the server takes them. */
export const MAX_LINKS = 5;
const MAX_LABEL = 80;
const MAX_URL = 2_048;

/** The address as the server takes it; what lacks its `https://` gets it. */
export const urlOf = (typed: string): string | undefined => {
  const text = typed.trim();
  const whole = /^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`;
  if (text === '' || !URL.canParse(whole)) return undefined;
  const { protocol, hostname, href } = new URL(whole);
  return ['http:', 'https:'].includes(protocol) && hostname.includes('.') ? href : undefined;
};

const LinkForm = ({ onAdd }: { onAdd: (link: Links[number]) => void }) => {
  const { t } = useTranslation();
  const [label, setLabel] = useState('');
  const [typed, setTyped] = useState('');
  const url = urlOf(typed);
  const ready = label.trim() !== '' && url !== undefined;
  const add = (): void => {
    if (url === undefined || label.trim() === '') return;
    onAdd({ label: label.trim(), url });
  };
  return (
    <form
      className={css.linkForm}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        add();
      }}
    >
      <TextInput
        label={t('composer.linkLabel')}
        value={label}
        maxLength={MAX_LABEL}
        data-autofocus
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <TextInput
        label={t('composer.linkUrl')}
        inputMode="url"
        placeholder="https://"
        value={typed}
        maxLength={MAX_URL}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <p className="xs t3">{t('composer.linksHint')}</p>
      <Button type="submit" variant="filled" disabled={!ready}>
        {t('composer.addLink')}
      </Button>
    </form>
  );
};

/** Adds a link that the customer sees as a button. */
export const LinkPopover = ({ links, onChange }: { links: Links; onChange: (links: Links) => void }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" width={300} trapFocus>
      <Popover.Target>
        <ActionIcon
          className={css.wide ?? ''}
          aria-label={t('composer.links')}
          title={t('composer.links')}
          disabled={links.length >= MAX_LINKS}
          onClick={() => setOpen((before) => !before)}
        >
          <IconLink size={17} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <LinkForm
          onAdd={(link) => {
            onChange([...links, link]);
            setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
};

/** The link buttons of the message being written. */
export const LinkTiles = ({ links, onChange }: { links: Links; onChange: (links: Links) => void }) => {
  const { t } = useTranslation();
  if (links.length === 0) return null;
  return (
    <ul className={css.files} aria-label={t('composer.links')}>
      {links.map((link, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may lead to one place
        <li key={index} className={css.file} title={link.url}>
          <IconLink size={14} stroke={1.6} aria-hidden="true" />
          <span className="cut">{link.label}</span>
          <button
            type="button"
            aria-label={t('composer.removeLink', { label: link.label })}
            onClick={() => onChange(links.filter((_, at) => at !== index))}
          >
            <IconX size={14} stroke={1.6} />
          </button>
        </li>
      ))}
    </ul>
  );
};
