import { type Request, type Response, Router } from 'express';
import { HttpFault, type HttpPort, type HttpResponse } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { HttpDeps } from '../deps.ts';
import { ipOf, limiter, RATES } from '../rate-limits.ts';
import { isInline, sniff } from './sniff.ts';

const MAX_BYTES = 5 * 1_024 * 1_024;
const MAX_URL = 2_000;
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;
const ENDINGS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
};

const fetchImage = async (http: HttpPort, url: string): Promise<HttpResponse> => {
  try {
    const headers = { accept: 'image/*' };
    return await http.request({
      method: 'GET',
      url,
      headers,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      redirects: MAX_REDIRECTS,
    });
  } catch (error) {
    if (error instanceof HttpFault) throw new AppError('not-found');
    throw error;
  }
};

/** By its bytes: what is no image a browser shows without running anything is not passed on. */
const typeOf = async (data: Buffer): Promise<string> => {
  for (const [mime, ending] of Object.entries(ENDINGS)) {
    const found = await sniff(`image.${ending}`, mime, data).catch(() => undefined);
    if (found === mime && isInline(found)) return found;
  }
  throw new AppError('not-found');
};

/**
 * `GET /mail-image?url=`: an image a mail shows from elsewhere, for a signed-in agent who asked for it. It comes through the guarded client, so the sender
 * learns neither the agent's address nor their browser, and nothing inside the network can be asked for.
 */
export const mailImageRoutes = (deps: HttpDeps): Router => {
  const router = Router();
  const rate = limiter(undefined, { ...RATES.file, name: 'mail-image', limit: RATES.file.limit, key: ipOf });
  router.get(PATHS.mailImage, rate, async (request: Request, response: Response) => {
    const { url } = request.query;
    if (!(await deps.auth.sessionOf(request.headers)) || !deps.outbound) throw new AppError('not-found');
    if (typeof url !== 'string' || url.length > MAX_URL || !/^https?:\/\//i.test(url) || !URL.canParse(url))
      throw new AppError('invalid-input', { issues: [{ path: 'url', message: 'a web address' }] });
    const answer = await fetchImage(deps.outbound, url);
    if (answer.status !== 200) throw new AppError('not-found');
    response
      .set('Content-Type', await typeOf(answer.body))
      .set('X-Content-Type-Options', 'nosniff')
      .set('Content-Security-Policy', "default-src 'none'; sandbox")
      .set('Cache-Control', 'private, max-age=86400')
      .send(answer.body);
  });
  return router;
};
