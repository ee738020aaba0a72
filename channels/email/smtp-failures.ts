import { HttpFault } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { reasonOf } from './bounce.ts';
import { isRefusal, TokenError } from './oauth.ts';

/** A mail server that asks to come again (greylisting, RFC 6647) means some minutes. */
const COME_AGAIN_MS = 60_000;

interface SmtpError {
  code: string;
  command: string;
  responseCode: number;
  response: string;
}

const asSmtpError = (error: unknown): SmtpError => {
  const { code, command, responseCode, response } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Record<string, unknown>;
  return {
    code: typeof code === 'string' ? code : '',
    command: typeof command === 'string' ? command : '',
    responseCode: typeof responseCode === 'number' ? responseCode : 0,
    response: typeof response === 'string' ? response : '',
  };
};

const enhanced = (response: string): string => /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';

/** An answer of the server: it has spoken, so the mail was not taken. 4xx may go better later (RFC 5321 §4.2.1). */
const ofReply = ({ command, responseCode, response }: SmtpError): DeliveryError => {
  const providerCode = `${responseCode}${enhanced(response) ? ` ${enhanced(response)}` : ''}`;
  if (/^AUTH/.test(command) || responseCode === 530 || responseCode === 535) {
    const retryable = responseCode < 500;
    return new DeliveryError(retryable ? 'delivery-throttled' : 'delivery-auth', { retryable, providerCode });
  }
  if (responseCode >= 400 && responseCode < 500)
    return new DeliveryError('delivery-throttled', {
      retryable: true,
      retryAfterMs: COME_AGAIN_MS,
      providerCode,
    });
  if (responseCode === 552 && !enhanced(response))
    return new DeliveryError('file-not-accepted', { retryable: false, providerCode });
  const gone =
    command === 'RCPT TO' &&
    (responseCode === 550 || responseCode === 551 || responseCode === 553) &&
    !/[45]\.7\./.test(response);
  const reason = gone ? 'delivery-invalid-recipient' : reasonOf(enhanced(response), response);
  return new DeliveryError(reason, { retryable: false, providerCode });
};

/** What a failed send means. `handedOver`: the whole mail had been given to the connection, so it may have been taken. */
export const smtpFailure = (error: unknown, handedOver: boolean): DeliveryError => {
  if (error instanceof DeliveryError) return error;
  if (error instanceof TokenError)
    return new DeliveryError(error.isFinal ? 'delivery-auth' : 'delivery-unreachable', {
      retryable: !error.isFinal,
      providerCode: error.message,
    });
  if (error instanceof HttpFault)
    return new DeliveryError('delivery-unreachable', {
      retryable: !isRefusal(error),
      providerCode: error.code,
    });
  const smtp = asSmtpError(error);
  if (smtp.responseCode >= 400) return ofReply(smtp);
  if (handedOver)
    return new DeliveryError('delivery-uncertain', { retryable: false, providerCode: smtp.code });
  if (smtp.code === 'EENVELOPE')
    return new DeliveryError('delivery-invalid-recipient', { retryable: false, providerCode: smtp.code });
  if (smtp.code === 'EAUTH' || smtp.code === 'ENOAUTH')
    return new DeliveryError('delivery-auth', { retryable: false, providerCode: smtp.code });
  if (smtp.code === 'EMESSAGE')
    return new DeliveryError('file-not-accepted', { retryable: false, providerCode: smtp.code });
  return new DeliveryError('delivery-unreachable', { retryable: true, providerCode: smtp.code || 'unknown' });
};
