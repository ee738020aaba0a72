import { type Request, type RequestHandler, type Response, Router } from 'express';
import multer from 'multer';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import { MINUTE } from '#contracts/time.ts';
import { uploadFile } from '../../commands/upload-file.ts';
import { authorize } from '../../domain/access/can.ts';
import { MAX_FILE_BYTES } from '../../domain/settings/file-limits.ts';
import type { Scope } from '../../ports/scope.ts';
import { presentFile } from '../../presenters/file.ts';
import type { HttpDeps } from '../deps.ts';
import { ipOf, limiter, RATES } from '../rate-limits.ts';
import { sniff } from './sniff.ts';
import { stripMetadata } from './strip-metadata.ts';
import { UploadGate } from './upload-gate.ts';

const receive = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 4, parts: 5, fieldSize: 1_000, headerPairs: 50 },
  defParamCharset: 'utf8',
}).single('file');

const headerOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= 4_096 ? value : undefined;

interface Uploader {
  scope: Scope;
  maxBytes: number;
}

/** An agent by session, or a visitor by the token of their thread. Known before a byte of the body is read. */
const callerOf = async (deps: HttpDeps, request: Parameters<RequestHandler>[0]): Promise<Uploader> => {
  const visitorToken = headerOf(request.headers['x-visitor-token']);
  const accountId = headerOf(request.headers['x-account-id']);
  if (visitorToken && accountId) {
    const userToken = headerOf(request.headers['x-user-token']);
    const origin = headerOf(request.headers.origin);
    const visitor = await deps.visitorOf({ accountId, visitorToken, userToken, origin });
    if (!visitor) throw new AppError('sign-in-required');
    return {
      scope: { kind: 'customer', customerId: visitor.customerId ?? '', threadId: visitor.threadId },
      maxBytes: Math.min(MAX_FILE_BYTES, visitor.maxFileBytes ?? MAX_FILE_BYTES),
    };
  }
  const agent = await deps.auth.sessionOf(request.headers);
  if (!agent) throw new AppError('sign-in-required');
  authorize(agent.scope, 'upload-files');
  return { scope: agent.scope, maxBytes: MAX_FILE_BYTES };
};

/** A body that has not come by then is given up. */
const BODY_MS = 2 * MINUTE;

const receiveWithin = async (request: Request, response: Response): Promise<void> => {
  const timer = setTimeout(() => request.destroy(), BODY_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      request.once('close', () => {
        if (!request.complete) reject(new AppError('invalid-input', { issues: [{ path: 'file' }] }));
      });
      receive(request, response, (error: unknown) => (error ? reject(error) : resolve()));
    });
  } finally {
    clearTimeout(timer);
  }
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
  const gate = new UploadGate();
  router.options(PATHS.upload, acrossSites);
  router.post(PATHS.upload, acrossSites, rate, async (request, response) => {
    const { scope, maxBytes } = await callerOf(deps, request);
    const leave = gate.enter(ipOf(request));
    try {
      await receiveWithin(request, response);
      const { file } = request;
      if (!file) throw new AppError('invalid-input', { issues: [{ path: 'file' }] });
      if (file.size > maxBytes) throw new AppError('too-large');
      const { originalname: name, mimetype, buffer } = file;
      const mime = await sniff(name, mimetype, buffer);
      const data = stripMetadata(mime, buffer);
      if (scope.kind === 'customer') gate.take(ipOf(request), data.byteLength);
      const stored = await uploadFile(deps.ports, scope, { name, mime, data });
      response.status(201).set('Cache-Control', 'no-store').json(presentFile(stored));
    } finally {
      leave();
    }
  });
  return router;
};
