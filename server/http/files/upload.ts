import { type RequestHandler, Router } from 'express';
import multer from 'multer';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import { uploadFile } from '../../commands/upload-file.ts';
import { MAX_FILE_BYTES } from '../../domain/settings/file-limits.ts';
import type { Scope } from '../../ports/scope.ts';
import { presentFile } from '../../presenters/file.ts';
import type { HttpDeps } from '../deps.ts';
import { ipOf, limiter, RATES } from '../rate-limits.ts';
import { sniff } from './sniff.ts';

const receive = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 4, parts: 5, fieldSize: 1_000, headerPairs: 50 },
  defParamCharset: 'utf8',
}).single('file');

const headerOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= 4_096 ? value : undefined;

/** An agent by session, or a visitor by the token of their thread. Known before a byte of the body is read. */
const callerOf = async (deps: HttpDeps, request: Parameters<RequestHandler>[0]): Promise<Scope> => {
  const visitorToken = headerOf(request.headers['x-visitor-token']);
  const accountId = headerOf(request.headers['x-account-id']);
  if (visitorToken && accountId) {
    const userToken = headerOf(request.headers['x-user-token']);
    const visitor = await deps.visitorOf({ accountId, visitorToken, userToken });
    if (!visitor) throw new AppError('sign-in-required');
    return { kind: 'customer', customerId: visitor.customerId ?? '', threadId: visitor.threadId };
  }
  const agent = await deps.auth.sessionOf(request.headers);
  if (!agent) throw new AppError('sign-in-required');
  return agent.scope;
};

/** The widget lives on other sites; its token travels in a header, never in a cookie. */
const acrossSites: RequestHandler = (request, response, next) => {
  response.set('Access-Control-Allow-Origin', '*');
  if (request.method !== 'OPTIONS') return next();
  response
    .set('Access-Control-Allow-Methods', 'POST')
    .set('Access-Control-Allow-Headers', 'x-visitor-token, x-account-id, x-user-token, content-type')
    .set('Access-Control-Max-Age', '86400')
    .sendStatus(204);
};

/** `POST /api/v1/files`, multipart `file`: keeps one file by what its bytes are and answers it as an attachment. */
export const uploadRoutes = (deps: HttpDeps): Router => {
  const router = Router();
  const rate = limiter(deps.redis, {
    name: 'upload',
    ...RATES.upload,
    limit: deps.config.rates?.upload ?? RATES.upload.limit,
    key: ipOf,
  });
  router.options(PATHS.upload, acrossSites);
  router.post(PATHS.upload, acrossSites, rate, async (request, response) => {
    const scope = await callerOf(deps, request);
    await new Promise<void>((resolve, reject) => {
      receive(request, response, (error: unknown) => (error ? reject(error) : resolve()));
    });
    const { file } = request;
    if (!file) throw new AppError('invalid-input', { issues: [{ path: 'file' }] });
    const mime = await sniff(file.originalname, file.mimetype, file.buffer);
    const stored = await uploadFile(deps.ports, scope, { name: file.originalname, mime, data: file.buffer });
    response.status(201).json(presentFile(stored));
  });
  return router;
};
