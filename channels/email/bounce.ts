import type { Account, InboundEvent } from '#channels/channel.ts';
import type { DeliveryFailure } from '#channels/delivery-error.ts';
import { isFromMailSystem } from './automatic.ts';
import type { EmailSettings } from './payload.ts';
import type { FilePart, ReadMail } from './read-mail.ts';
import { ownIdsIn } from './signed.ts';

const MAX_LOOK = 200_000;

/** RFC 3463 status, or SMTP reply, in our words. */
export const reasonOf = (status: string, diagnostic: string): DeliveryFailure => {
  if (
    /^[45]\.1\.[0-36]/.test(status) ||
    /\b(?:user unknown|unknown user|no such user|does not exist)\b/i.test(diagnostic)
  )
    return 'delivery-invalid-recipient';
  if (/^[45]\.(?:2\.[13]|3\.4)/.test(status))
    return status.endsWith('2.1') ? 'delivery-invalid-recipient' : 'file-not-accepted';
  return 'delivery-rejected';
};

/** Fields of one block of a delivery status, unfolded. */
const fieldsOf = (block: string): Map<string, string> => {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const at = line.indexOf(':');
    if (at > 0) fields.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return fields;
};

type State = 'failed' | 'delivered' | 'delayed';

interface Report {
  state: State;
  reason: DeliveryFailure;
  recipient?: string;
}

const STATES: Record<string, State> = {
  failed: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  relayed: 'delivered',
  expanded: 'delivered',
};

/** The worst that a delivery status (RFC 3464) says of its recipients. */
const readReport = (text: string): Report | undefined => {
  const rank: Record<State, number> = { failed: 2, delayed: 1, delivered: 0 };
  let worst: Report | undefined;
  for (const block of text.slice(0, MAX_LOOK).split(/\r?\n\s*\r?\n/)) {
    const fields = fieldsOf(block);
    const status = fields.get('status') ?? '';
    const state = STATES[(fields.get('action') ?? '').toLowerCase().split(/[\s(]/)[0] ?? ''];
    if (!state) continue;
    const recipient = (fields.get('final-recipient') ?? fields.get('original-recipient'))?.replace(
      /^[^;]*;\s*/,
      '',
    );
    const report: Report = {
      state,
      reason: reasonOf(status, fields.get('diagnostic-code') ?? ''),
      ...(recipient ? { recipient: recipient.slice(0, 320) } : {}),
    };
    if (!worst || rank[report.state] > rank[worst.state]) worst = report;
  }
  return worst;
};

const partOf = (mail: ReadMail, mime: RegExp): FilePart | undefined =>
  mail.files.find((file) => mime.test(file.mime));
const textOf = (part: FilePart | undefined): string =>
  part?.data().subarray(0, MAX_LOOK).toString('utf8') ?? '';

/** Everything of a report in which our id may stand: the returned header, the status, the words of older programs. */
const traces = (mail: ReadMail): string =>
  [
    textOf(
      partOf(
        mail,
        /^message\/(?:global-)?(?:rfc822|delivery-status|disposition-notification)|^text\/rfc822-headers/,
      ),
    ),
    ...mail.files.filter((file) => /^(?:message|text)\//.test(file.mime)).map(textOf),
    mail.references.join(' '),
    mail.first('x-failed-message-id'),
    mail.text.slice(0, MAX_LOOK),
  ].join('\n');

const isReport = (mail: ReadMail): boolean =>
  partOf(mail, /^message\/(?:global-)?(?:delivery-status|disposition-notification|feedback-report)/) !==
    undefined || /multipart\/report/i.test(mail.first('content-type'));

const FAILED_WORDS =
  /(?:undeliver|delivery (?:status|failure|has failed)|failure notice|returned mail|mail delivery (?:failed|system)|could not be delivered|配信(?:不能|できません|に失敗)|送信できません|エラーメール|届けられません)/i;

/**
 * A report of a mail system on a mail of ours: what became of it, by the Message-ID that comes back with it. Reports of other mails, complaints and delays
 * are kept in the ledger alone. `undefined`: no report, a mail like others.
 */
export const readBounce = (
  mail: ReadMail,
  account: Account<EmailSettings>,
  at: Date,
  envelopeFrom: string | undefined,
): InboundEvent[] | undefined => {
  const reported = isReport(mail);
  if (
    !reported &&
    !(
      isFromMailSystem(mail, envelopeFrom) &&
      FAILED_WORDS.test(`${mail.subject}\n${mail.text.slice(0, 4_000)}`)
    )
  )
    return undefined;
  const kind = (name: string): InboundEvent[] => [{ type: 'unsupported', kind: name, at }];
  if (partOf(mail, /^message\/feedback-report/)) return kind('complaint');
  const [own] = ownIdsIn(account, traces(mail)).filter((one) => one.messageId !== undefined);
  const read = partOf(mail, /^message\/(?:global-)?disposition-notification/);
  if (read) {
    if (!own || !/displayed/i.test(textOf(read))) return kind('disposition');
    return [{ type: 'status', externalId: own.id, state: 'read', at }];
  }
  if (!own) return kind('bounce');
  const report = readReport(textOf(partOf(mail, /delivery-status/))) ?? {
    state: 'failed' as const,
    reason: reasonOf('', mail.text.slice(0, 4_000)),
  };
  if (report.state === 'delayed') return kind('delay');
  const { recipient } = report;
  return [
    {
      type: 'status',
      externalId: own.id,
      state: report.state,
      at,
      ...(report.state === 'failed' ? { reason: report.reason } : {}),
      ...(recipient ? { recipient } : {}),
    },
  ];
};
