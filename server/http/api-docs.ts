import { Router } from 'express';
import { PATHS } from '#contracts/http.ts';
import { openApiDocument } from './api.ts';
import type { HttpDeps } from './deps.ts';
import { escapeHtml } from './help/escape.ts';
import type { SecurityHeaders } from './security-headers.ts';

interface Operation {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content?: Record<string, { schema?: unknown }> };
  responses?: Record<string, { content?: Record<string, { schema?: unknown }> }>;
}
interface Document {
  info: { title: string; version: string };
  paths?: Record<string, Record<string, Operation>>;
}

const schemaBlock = (title: string, content: Record<string, { schema?: unknown }> | undefined): string => {
  const schema = (content?.['application/json'] ?? content?.['multipart/form-data'])?.schema;
  if (!schema) return '';
  return `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`;
};

const operationBlock = (method: string, path: string, operation: Operation): string => {
  const parameters = (operation.parameters ?? [])
    .map(
      (p) =>
        `<li><code>${escapeHtml(p.name)}</code> in ${escapeHtml(p.in)}${p.required ? ', required' : ''}</li>`,
    )
    .join('');
  return `<section><h2><span class="method">${method.toUpperCase()}</span> <code>${PATHS.api}${escapeHtml(path)}</code></h2>
<p>${escapeHtml(operation.summary ?? '')}</p>${parameters ? `<ul>${parameters}</ul>` : ''}
${schemaBlock('Body', operation.requestBody?.content)}${schemaBlock('Answer', operation.responses?.['200']?.content)}</section>`;
};

/** A plain page made of the OpenAPI document: nothing is loaded from elsewhere. */
const docsPage = (document: Document): string => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationBlock(method, path, operation)),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(document.info.title)} API</title><link rel="stylesheet" href="/help/help.css"></head><body class="docs"><main>
<h1>${escapeHtml(document.info.title)} API <small>${escapeHtml(document.info.version)}</small></h1>
<p>Send <code>Authorization: Bearer &lt;token&gt;</code>. Lists answer <code>{ items, nextCursor }</code>, errors
<code>{ error: { code, message, requestId } }</code>. The document itself: <a href="${PATHS.openapi}">${PATHS.openapi}</a>.</p>
${operations.join('\n')}</main></body></html>`;
};

/** The upload is no oRPC endpoint (its body is multipart), and is described by hand. The answer is that of `GET /files/{id}`. */
const withUpload = (document: Document): Document => {
  const shown = document.paths?.['/files/{id}']?.get;
  const upload: Operation = {
    summary: 'Upload a file; its id goes with a message or a log entry',
    requestBody: {
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['file'],
            properties: { file: { type: 'string', format: 'binary' } },
          },
        },
      },
    },
    ...(shown?.responses ? { responses: shown.responses } : {}),
  };
  return {
    ...document,
    paths: { ...document.paths, '/files': { ...document.paths?.['/files'], post: upload } },
  };
};

/** `/api/openapi.json` and `/api/docs`, made once. */
export const docsRoutes = (deps: HttpDeps, security: SecurityHeaders): Router => {
  const router = Router();
  let made: Promise<Document> | undefined;
  const document = (): Promise<Document> => {
    made ??= openApiDocument(deps.config.version).then((plain) => withUpload(plain as Document));
    return made;
  };
  router.get(PATHS.openapi, async (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').json(await document());
  });
  router.get(PATHS.docs, security.help, async (_request, response) => {
    response
      .set('Cache-Control', 'public, max-age=300')
      .type('html')
      .send(docsPage(await document()));
  });
  return router;
};
