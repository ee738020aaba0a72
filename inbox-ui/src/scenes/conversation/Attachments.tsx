import { Modal } from '@mantine/core';
import { IconFile, IconMusic, IconPhotoOff, IconVideo } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '#contracts/message.ts';
import { fileUrl } from '../../api/upload.ts';
import { bytes } from '../../i18n/format.ts';
import { errorWords } from '../../i18n/i18n.ts';
import css from './message.module.css';

type Attachment = MessageView['attachments'][number];
const ICONS = { file: IconFile, audio: IconMusic, video: IconVideo, image: IconPhotoOff } as const;

const Label = ({ attachment }: { attachment: Attachment }) => {
  const { t } = useTranslation();
  const second =
    attachment.status === 'fetching'
      ? t('file.fetching')
      : attachment.status === 'failed'
        ? errorWords(attachment.reason ?? 'unknown')
        : bytes(attachment.size);
  return (
    <span className={css.tileText}>
      <span className="cut sm">{attachment.name}</span>
      <span className={`xs ${attachment.status === 'failed' ? 'late' : 't3'}`}>{second}</span>
    </span>
  );
};

const Tile = ({ attachment }: { attachment: Attachment }) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { fileId, kind, name } = attachment;
  const Icon = ICONS[kind];
  if (attachment.status !== 'stored' || fileId === undefined)
    return (
      <span className={css.tile}>
        <span className={css.tileIcon}>
          <Icon size={18} stroke={1.6} aria-hidden="true" />
        </span>
        <Label attachment={attachment} />
      </span>
    );
  if (kind === 'audio')
    return (
      // biome-ignore lint/a11y/useMediaCaption: a customer's voice note has no captions
      <audio controls preload="none" src={fileUrl(fileId)} aria-label={name} className={css.audio} />
    );
  if (kind !== 'image')
    return (
      <a className={css.tile} href={fileUrl(fileId)} target="_blank" rel="noreferrer" title={name}>
        <span className={css.tileIcon}>
          <Icon size={18} stroke={1.6} aria-hidden="true" />
        </span>
        <Label attachment={attachment} />
      </a>
    );
  return (
    <>
      <button
        type="button"
        className={css.tile}
        onClick={() => setOpen(true)}
        aria-label={t('file.open', { name })}
      >
        <img src={fileUrl(fileId)} alt="" width={60} height={42} loading="lazy" />
        <Label attachment={attachment} />
      </button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={name}
        size="auto"
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <img className={css.preview} src={fileUrl(fileId)} alt={name} />
        <a className={css.open} href={fileUrl(fileId)} target="_blank" rel="noreferrer">
          {t('file.download')}
        </a>
      </Modal>
    </>
  );
};

/** Files as tiles; an image opens in place. */
export const Attachments = ({ attachments }: { attachments: readonly Attachment[] }) =>
  attachments.length === 0 ? null : (
    <ul className={css.tiles}>
      {attachments.map((attachment, index) => (
        <li key={attachment.fileId ?? `${attachment.name}-${index}`}>
          <Tile attachment={attachment} />
        </li>
      ))}
    </ul>
  );
