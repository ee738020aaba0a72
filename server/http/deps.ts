import type { HttpPort } from '#channels/channel.ts';
import type { Ports } from '../ports.ts';
import type { AgentAuth } from './auth/agent-auth.ts';
import type { FileUrls } from './files/signed-url.ts';
import type { RateRedis } from './rate-limits.ts';
import type { WebhookHandler } from './routes/webhooks/receive.ts';

/** Who is behind a widget's request: the thread its token (and user token) stand for. */
export interface Visitor {
  threadId: string;
  /** Absent until the visitor has written. */
  customerId?: string | undefined;
  /** Largest file their account takes. Absent: the server's own limit. */
  maxFileBytes?: number | undefined;
}

export interface HttpConfig {
  publicUrl: string;
  /** Proxies in front whose X-Forwarded-For is believed. 0 = none. */
  trustProxyHops: number;
  /** Built inbox, built widget, and the demo shop's own files. */
  inboxDir: string;
  widgetDir: string;
  demoDir: string;
  version: string;
  /** Further origins whose pages may use the session cookie (the dev server's). */
  allowedOrigins?: readonly string[];
  /** Only tests change the windows. Default: those of rate-limits.ts. */
  rates?: Partial<
    Record<'login' | 'api' | 'refused' | 'widget' | 'webhook' | 'upload' | 'page' | 'file', number>
  >;
}

export interface HttpDeps {
  ports: Ports;
  auth: AgentAuth;
  fileUrls: FileUrls;
  /** The guarded way out; absent: images of mails from elsewhere are not shown. */
  outbound?: HttpPort | undefined;
  /** Handler of PATHS.webhook; reads the raw body itself. */
  webhook: WebhookHandler;
  /** Undefined when the token does not verify for that account, the account is gone or paused, or the page's origin may not show the chat. */
  visitorOf(ask: {
    accountId: string;
    visitorToken: string;
    userToken?: string | undefined;
    origin?: string | undefined;
  }): Promise<Visitor | undefined>;
  /** Signed user token of a seeded demo customer; absent when there is no demo. */
  demoToken?: ((customer: string) => Promise<string | undefined>) | undefined;
  /** Shared counters of the rate limits; absent or away: each process counts for itself. */
  redis?: RateRedis | undefined;
  isStopping(): boolean;
  /** What must answer before traffic is taken, by name. */
  readiness(): Promise<Record<string, boolean>>;
  config: HttpConfig;
}
