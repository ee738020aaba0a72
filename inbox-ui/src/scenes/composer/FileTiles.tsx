import { IconFile, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { bytes } from '../../i18n/format.ts';
import { errorWords } from '../../i18n/i18n.ts';
import css from './composer.module.css';
import type { ComposerFile } from './use-files.ts';

/** The files that go with the message; one that failed says why and is not sent. */
export const FileTiles = ({
  files,
  onRemove,
}: {
  files: readonly ComposerFile[];
  onRemove: (key: string) => void;
}) => {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul className={css.files} aria-label={t('composer.files')}>
      {files.map((file) => (
        <li key={file.key} className={css.file}>
          <IconFile size={16} stroke={1.6} aria-hidden="true" />
          <span className="cut sm">{file.name}</span>
          <span className={`xs ${file.code === undefined ? 't3' : 'late'}`}>
            {file.code !== undefined
              ? errorWords(file.code)
              : file.attachment === undefined
                ? t('composer.uploading')
                : bytes(file.size)}
          </span>
          <button
            type="button"
            aria-label={t('composer.removeFile', { name: file.name })}
            onClick={() => onRemove(file.key)}
          >
            <IconX size={13} stroke={1.6} />
          </button>
        </li>
      ))}
    </ul>
  );
};
