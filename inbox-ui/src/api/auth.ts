import { isErrorCode } from '#contracts/errors.ts';

/** Longest wait for the sign-in. Milliseconds. */
const AUTH_TIMEOUT_MS = 20_000;

const send = (method: 'GET' | 'POST', path: string, body?: object): Promise<Response> =>
  fetch(`/api/auth${path}`, {
    method,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(AUTH_TIMEOUT_MS),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

/** The body of a good answer. Rejects with an Error whose message is a code of the error catalogue, or `unreachable`. */
const ask = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>> => {
  const response = await send(method, path, body).catch(() => {
    throw new Error('unreachable');
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const fields = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  if (response.ok) return fields;
  const error = fields.error;
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'internal';
  throw new Error(isErrorCode(code) ? code : 'internal');
};

/** The code of what went wrong, undefined when nothing did. */
const failureOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : 'internal'),
  );

/**
 * Signs in by e-mail and password. Answers undefined when it worked, `second-step` when a code from the agent's device is asked
 * for, else a code of the error catalogue (or `unreachable`).
 */
export const signIn = async (email: string, password: string): Promise<string | undefined> => {
  let waits = false;
  const failed = await failureOf(
    ask('POST', '/sign-in/email', { email, password }).then((answer) => {
      waits = answer.twoFactorRedirect === true;
    }),
  );
  if (failed !== undefined) return failed === 'invalid-input' ? 'wrong-credentials' : failed;
  return waits ? 'second-step' : undefined;
};

/** A code of six digits is the device's; anything else is taken for a backup code, with or without its hyphen. */
const stepOf = (typed: string): { path: string; code: string } => {
  const code = typed.normalize('NFKC').replaceAll(/\s/g, '');
  if (/^\d{6}$/.test(code)) return { path: '/two-factor/verify-totp', code };
  const plain = code.replaceAll('-', '');
  return { path: '/two-factor/verify-backup-code', code: `${plain.slice(0, 5)}-${plain.slice(5)}` };
};

/** Ends a sign-in that waits for its second step. Answers a code of the error catalogue, or undefined when it worked. */
export const passSecondStep = (typed: string): Promise<string | undefined> => {
  const { path, code } = stepOf(typed);
  return failureOf(ask('POST', path, { code }));
};

/** Ends the session on the server; the page is loaded anew so that nothing of it stays in memory. */
export const signOut = async (): Promise<void> => {
  await send('POST', '/sign-out', {}).catch(() => undefined);
  window.location.assign('/login');
};

/** Changes the own password; every other session of one's own ends. Answers a code of the error catalogue, or undefined when it worked. */
export const changePassword = (currentPassword: string, newPassword: string): Promise<string | undefined> =>
  failureOf(ask('POST', '/change-password', { currentPassword, newPassword }));

/** Whether the second step is on. */
export const ownSignIn = async (): Promise<{ secondStep: boolean }> => {
  const { user } = await ask('GET', '/get-session');
  const on = typeof user === 'object' && user !== null && 'twoFactorEnabled' in user;
  return { secondStep: on && user.twoFactorEnabled === true };
};

/** What an authenticator app needs, and the codes that stand in for it. */
export interface Enrolment {
  /** `otpauth:` address with the key. */
  uri: string;
  codes: string[];
}
const codesOf = (answer: Record<string, unknown>): string[] =>
  Array.isArray(answer.backupCodes) ? answer.backupCodes.map(String) : [];

/** The own second step. Each rejects with an Error whose message is a code of the error catalogue. */
export const secondStep = {
  /** Makes a key; it counts once `confirm` has seen its first code. */
  begin: async (password: string): Promise<Enrolment> => {
    const answer = await ask('POST', '/two-factor/enable', { password });
    return { uri: String(answer.totpURI), codes: codesOf(answer) };
  },
  confirm: (typed: string) =>
    ask('POST', '/two-factor/verify-totp', { code: typed.normalize('NFKC').replaceAll(/\s/g, '') }),
  turnOff: (password: string) => ask('POST', '/two-factor/disable', { password }),
  newCodes: async (password: string): Promise<string[]> =>
    codesOf(await ask('POST', '/two-factor/generate-backup-codes', { password })),
};
