import type { MessageView } from '#contracts/message.ts';

/** What is typed into the mail fields of the composer. */
export interface MailDraft {
  subject: string;
  cc: string;
  bcc: string;
}
export const NO_MAIL: MailDraft = { subject: '', cc: '', bcc: '' };

const ADDRESS = /^[^\s@<>",;]{1,64}@[^\s@<>",;]{1,253}$/;

/** Addresses as people type them: commas (of either width), semicolons or blanks between, names before `<…>` left out. */
export const addressesOf = (typed: string): { addresses: string[]; bad: string[] } => {
  const parts = typed
    .replace(/[^,;、，；\n<>]*<([^<>]*)>/g, '$1,')
    .split(/[,;、，；\s]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return {
    addresses: parts.filter((one) => ADDRESS.test(one)),
    bad: parts.filter((one) => !ADDRESS.test(one)),
  };
};

/** Whether it can go out as it stands. */
export const isMailSendable = ({ cc, bcc }: MailDraft): boolean =>
  addressesOf(cc).bad.length === 0 && addressesOf(bcc).bad.length === 0;

/** The fields as the server takes them; nothing for what was left empty. */
export const mailChoice = (
  draft: MailDraft,
): Pick<NonNullable<MessageView['extra']['mail']>, 'subject' | 'cc' | 'bcc'> | undefined => {
  const subject = draft.subject.trim();
  const cc = addressesOf(draft.cc).addresses;
  const bcc = addressesOf(draft.bcc).addresses;
  if (subject === '' && cc.length === 0 && bcc.length === 0) return undefined;
  return { ...(subject ? { subject } : {}), ...(cc.length ? { cc } : {}), ...(bcc.length ? { bcc } : {}) };
};
