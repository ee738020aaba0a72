/** Longest wait for the sign-in. Milliseconds. */
const AUTH_TIMEOUT_MS = 20_000;

const post = (path: string, body: object): Promise<Response> =>
  fetch(`/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    signal: AbortSignal.timeout(AUTH_TIMEOUT_MS),
  });

/**
 * Signs in by e-mail and password. Answers undefined when it worked, else a code of the error catalogue
 * (or `unreachable`).
 */
export const signIn = async (email: string, password: string): Promise<string | undefined> => {
  try {
    const response = await post('/sign-in/email', { email, password });
    if (response.ok) return undefined;
    if (response.status === 429) return 'rate-limited';
    if (response.status === 403) return 'account-disabled';
    return response.status >= 500 ? 'internal' : 'wrong-credentials';
  } catch {
    return 'unreachable';
  }
};

/** Ends the session on the server; the page is loaded anew so that nothing of it stays in memory. */
export const signOut = async (): Promise<void> => {
  await post('/sign-out', {}).catch(() => undefined);
  window.location.assign('/login');
};
