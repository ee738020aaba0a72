import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateUse } from '#contracts/message.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import type { ReplyThread } from '../composer/reply-thread.ts';
import { TemplatePicker, useTemplates } from './TemplatePicker.tsx';
import { draftOf, filledText, type TemplateDraft, templateUse } from './template-draft.ts';
import css from './templates.module.css';

/** Sends a template on the thread it names; nothing else goes out from here. */
export const TemplateDialog = ({
  thread,
  language,
  used,
  onSend,
  onClose,
}: {
  thread: ReplyThread;
  language: string;
  /** One that came back refused, to be changed. */
  used?: TemplateUse | undefined;
  onSend: (text: string, template: TemplateUse, header: TemplateDraft['headerFile']) => void;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<TemplateDraft | null>();
  const templates = useTemplates(thread.accountId).data?.items ?? [];
  const before = templates.find((one) => one.name === used?.name && one.language === used.language);
  const returned = before === undefined || used === undefined ? undefined : draftOf(before, used);
  const draft = chosen === undefined ? returned : (chosen ?? undefined);
  const use = draft === undefined ? undefined : templateUse(draft);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('template.title')}
      size={680}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <p className={css.to}>
        <span className="t2">{t('template.to')}</span>
        <ChannelGlyph channel={thread.channel} />
        <b>{t(`channel.${thread.channel}`)}</b>
        <span className="t2 cut">{thread.address}</span>
      </p>
      <TemplatePicker
        accountId={thread.accountId}
        language={language}
        draft={draft}
        onChange={(next) => setChosen(next ?? null)}
      />
      {draft === undefined ? null : (
        <Button
          variant="filled"
          mt={16}
          disabled={use === undefined}
          onClick={() => {
            if (use !== undefined) onSend(filledText(draft), use, draft.headerFile);
          }}
        >
          {t('template.send')}
        </Button>
      )}
    </Modal>
  );
};
