import type { RequestHandler } from 'express';
import helmet from 'helmet';

type Directives = Record<string, string[]>;

const BASE: Directives = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
};

/**
 * The inbox runs its own scripts only. Mantine writes its theme into style elements, so styles may be inline; nothing inline can run.
 */
const INBOX: Directives = {
  ...BASE,
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  mediaSrc: ["'self'", 'blob:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  workerSrc: ["'self'", 'blob:'],
};
/** The demo shop is a strict host page: what the widget needs beyond this is a fault of the widget. */
const DEMO: Directives = {
  ...BASE,
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  mediaSrc: ["'self'", 'blob:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
};
/** Text and one stylesheet; no script at all. */
const HELP: Directives = { ...BASE, styleSrc: ["'self'"], imgSrc: ["'self'", 'https:', 'data:'] };
const NOTHING: Directives = BASE;

const headers = (directives: Directives, secure: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...directives, ...(secure ? { upgradeInsecureRequests: [] } : {}) },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: secure,
    xFrameOptions: { action: 'deny' },
  });

export interface SecurityHeaders {
  inbox: RequestHandler;
  demo: RequestHandler;
  help: RequestHandler;
  /** For answers that are not pages. */
  api: RequestHandler;
}

/** `secure`: the public address is https; then browsers are told to stay there. */
export const securityHeaders = (secure: boolean): SecurityHeaders => ({
  inbox: headers(INBOX, secure),
  demo: headers(DEMO, secure),
  help: headers(HELP, secure),
  api: headers(NOTHING, secure),
});
