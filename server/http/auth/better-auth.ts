import { hkdfSync } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import { APIError } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { nanoid } from 'nanoid';
import { DAY, HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import { hashPassword, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, verifyPassword } from './password.ts';

/** A session nobody uses ends after this. */
const IDLE_MS = 3 * DAY;
const ID_LENGTH = 24;
/** A second step guessed wrong ten times in a row is closed for as long. */
const LOCKED_MS = 15 * MINUTE;
/** Collection of the secrets and backup codes, encrypted. */
const SECOND_STEPS = 'auth_second_step';

type Db = Parameters<typeof mongodbAdapter>[0];
type Client = NonNullable<NonNullable<Parameters<typeof mongodbAdapter>[1]>['client']>;

export interface BetterAuthOptions {
  /** The store's own client: sessions live beside the rest. */
  database: { db: Db; client: Client };
  secretKey: string;
  publicUrl: string;
  /** Asked when a session is about to begin, after the password was right. */
  isDisabled(agentId: string): Promise<boolean>;
  /** Told after a session was ended, by whatever way: sign-out, revocation, a new password. */
  sessionEnded(agentId: string): void;
}

const secretOf = (secretKey: string): string =>
  Buffer.from(hkdfSync('sha256', secretKey, 'madoguchi', 'sessions v1', 32)).toString('base64url');

/** None begins for a disabled agent, and the end of each is told. */
const sessionHooks = ({
  isDisabled,
  sessionEnded,
}: Pick<BetterAuthOptions, 'isDisabled' | 'sessionEnded'>) => ({
  create: {
    before: async (session: { userId: string }) => {
      if (await isDisabled(session.userId)) {
        throw new APIError('FORBIDDEN', { code: 'ACCOUNT_DISABLED', message: 'disabled' });
      }
    },
  },
  delete: { after: async (session: { userId: string }) => sessionEnded(session.userId) },
});

/**
 * Sign-in with e-mail and password and, for who set it up, a code from their device as a second step; sessions in MongoDB. Nobody signs up: a user row is made by an invitation or the seed and has the agent's id.
 * The caller checks the Origin and the rate before it lets a request in.
 */
export const createBetterAuth = ({
  database,
  secretKey,
  publicUrl,
  isDisabled,
  sessionEnded,
}: BetterAuthOptions) =>
  betterAuth({
    appName: 'Madoguchi',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: secretOf(secretKey),
    database: mongodbAdapter(database.db, { client: database.client }),
    user: { modelName: 'auth_user' },
    account: { modelName: 'auth_account' },
    verification: { modelName: 'auth_verification' },
    session: {
      modelName: 'auth_session',
      expiresIn: IDLE_MS / SECOND,
      updateAge: HOUR / SECOND,
      cookieCache: { enabled: false },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    databaseHooks: { session: sessionHooks({ isDisabled, sessionEnded }) },
    plugins: [
      twoFactor({
        issuer: 'Madoguchi',
        schema: { twoFactor: { modelName: SECOND_STEPS } },
        accountLockout: { maxFailedAttempts: 10, durationSeconds: LOCKED_MS / SECOND },
      }),
    ],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'madoguchi',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      disableCSRFCheck: true,
      disableOriginCheck: true,
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => nanoid(ID_LENGTH) },
    },
  });
export type BetterAuth = ReturnType<typeof createBetterAuth>;
